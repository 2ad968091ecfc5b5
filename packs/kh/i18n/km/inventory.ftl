# អ្វីដែលទំព័រមួយបង្កប់ និងភ្ជាប់ទៅ។

inventory-title = អ្វីដែលទំព័រនៃករណី { $case } បង្កប់
inventory-back = ត្រឡប់ទៅវគ្គមើល
inventory-hide = លាក់ឥឡូវនេះ
inventory-forget = លុបបញ្ជីនេះចោល

inventory-none = មិនទាន់មានទំព័រណាត្រូវបានអានក្នុងវគ្គនេះទេ។ សូមជ្រើសធាតុមួយក្នុងវគ្គមើល រួចឱ្យប្រព័ន្ធអានទំព័ររបស់វា។
inventory-asked = ប្រព័ន្ធកំពុងអានទំព័រ។ វាអាចចំណាយពេលមួយនាទី ហើយបញ្ជីនឹងបង្ហាញដោយខ្លួនឯង ឬនៅពេលអ្នកផ្ទុកទំព័រនេះឡើងវិញ។
inventory-nothing = ប្រព័ន្ធបានអានទំព័រហើយ។ វាមិនបង្កប់ ឬភ្ជាប់ទៅរូបភាព វីដេអូ ឬឯកសារណាទេ។
inventory-found = ទំព័រនេះបង្កប់ ឬភ្ជាប់ទៅទីតាំងចំនួន { NUMBER($places) }។
inventory-not-whole = ទំព័រនេះវែងជាងអ្វីដែលប្រព័ន្ធអាន៖ បញ្ជីខាងក្រោមបានមកពីផ្នែកដើមរបស់វា។
inventory-not-all = ទំព័រនេះភ្ជាប់ទៅទីតាំងច្រើនជាងអ្វីដែលមានក្នុងបញ្ជីនេះ។ ទីតាំងដែលខ្វះ ស្ថិតនៅផ្នែកក្រោមនៃទំព័រ។
inventory-hint = ប្រព័ន្ធមិនបានសុំអ្វីពីទីតាំងទាំងនេះឡើយ។ ផ្លូវរបស់វាមិនបង្ហាញនៅទីនេះទេ៖ សូមយកអ្វីដែលជារបស់ករណីនេះធ្វើជាធាតុ រួចបើកម្ដងមួយៗក្នុងវគ្គមើល។ អ្វីដែលអ្នកមិនជ្រើស នឹងត្រូវលុបចោលពេលវគ្គចប់។

inventory-places = ទីតាំង
inventory-hosts = តាមម៉ាស៊ីនមេ
inventory-kinds = តាមប្រភេទ
inventory-pick = ជ្រើស
inventory-number = លេខ
inventory-host = ម៉ាស៊ីនមេ
inventory-kind = ប្រភេទរបស់វា
inventory-stood = កន្លែងក្នុងទំព័រ
inventory-count = ចំនួនទីតាំង
inventory-next = ទីតាំងបន្ទាប់
inventory-is-item = ធាតុទី { $number } នៃករណីនេះ
inventory-known = ធ្លាប់ស្គាល់៖ { $class }

inventory-take-picked = យកអ្វីដែលបានគូសធ្វើជាធាតុ
inventory-take-all = យកទាំងអស់ធ្វើជាធាតុ
inventory-take-those = យកទាំងនេះធ្វើជាធាតុ
inventory-take-those-of = យកទីតាំងនៃ { $of } ធ្វើជាធាតុ
inventory-taken = { $added ->
    [0] គ្មានធាតុថ្មីទេ។
   *[other] មានធាតុថ្មីចំនួន { NUMBER($added) }។
} { $there ->
    [0] { "" }
   *[other] ទីតាំងចំនួន { NUMBER($there) } ជាធាតុរួចហើយ។
}
inventory-left = នៅសល់ទីតាំងចំនួន { NUMBER($left) } ព្រោះមិនអាចបន្ថែមច្រើនយ៉ាងនេះក្នុងពេលតែមួយ។ សូមជ្រើសម្ដងទៀត។
inventory-pick-one = សូមបញ្ជាក់តែមួយក្នុងចំណោមនេះ៖ លេខ ប្រភេទ ម៉ាស៊ីនមេ ឬទាំងអស់។

inventory-kind-image = រូបភាព
inventory-kind-video = វីដេអូ
inventory-kind-text = អត្ថបទ
inventory-kind-link = តំណ
inventory-kind-container = បណ្ដុំឯកសារ
inventory-kind-other = ផ្សេងទៀត

inventory-stood-picture = រូបភាពក្នុងទំព័រ
inventory-stood-video = វីដេអូ ឬរូបភាពតំណាងរបស់វា
inventory-stood-audio = សំឡេង
inventory-stood-object = អ្វីដែលកម្មវិធីមួយបង្ហាញ
inventory-stood-frame = ទំព័រក្នុងទំព័រ
inventory-stood-meta = អ្វីដែលទំព័រប្រាប់អំពីខ្លួនវា
inventory-stood-style = សន្លឹករចនាប័ទ្ម
inventory-stood-link = តំណ
inventory-stood-later = អ្វីដែលស្គ្រីបបង្ហាញពេលក្រោយ

inventory-fault-not-html = នេះមិនមែនជាទំព័រ HTML ទេ ដូច្នេះប្រព័ន្ធមិនបានអានអ្វីពីវាឡើយ។ បើវាជារូបភាព ឬវីដេអូ វាផ្ទាល់ជាធាតុ។
inventory-fault-refused = ម៉ាស៊ីនមេមិនបានផ្ដល់ទំព័រទេ៖ ទំព័រអាចបាត់ ឬម៉ាស៊ីនមេបដិសេធអ្នកដែលសុំដោយម៉ាស៊ីន។ សូមបន្ថែមធាតុដោយដៃ។
inventory-fault-unreachable = គ្មានម៉ាស៊ីនមេណាឆ្លើយតបត្រឹមត្រូវទេ។ សូមបន្ថែមធាតុដោយដៃ ឬឱ្យអានទំព័រម្ដងទៀត។
inventory-fault-too-slow = ម៉ាស៊ីនមេឆ្លើយយឺតពេក។ សូមបន្ថែមធាតុដោយដៃ ឬឱ្យអានទំព័រម្ដងទៀត។
inventory-fault-too-large = ទំព័រនេះត្រូវបានបង្រួមរហូតដល់ធំពេកពេលពន្លា។ សូមបន្ថែមធាតុដោយដៃ។
inventory-fault-forbidden = ទំព័រនេះនាំទៅកន្លែងដែលមិននៅលើអ៊ីនធឺណិតសាធារណៈ។ ប្រព័ន្ធមិនបានទៅតាមទេ។
inventory-fault-personal = អាសយដ្ឋាននេះហាក់ដូចជាបង្ហាញអត្តសញ្ញាណមនុស្សម្នាក់។ សូមជ្រើសអាសយដ្ឋានដែលអាចប្រើបានក្នុងវគ្គមើល រួចឱ្យអានទំព័រម្ដងទៀត។

inventory-problem-no-authority = នៅទីនេះ ទំព័រមិនត្រូវបានអានដោយម៉ាស៊ីនទេ ព្រោះគ្មានច្បាប់ណាដែលអនុញ្ញាតត្រូវបានបញ្ជាក់។ សូមបន្ថែមធាតុដោយដៃ។
inventory-problem-silent = ឥឡូវនេះ មិនត្រូវសួរអ្នកណាអំពីទីតាំងនេះទេ។ សូមបន្ថែមធាតុដោយដៃ។
