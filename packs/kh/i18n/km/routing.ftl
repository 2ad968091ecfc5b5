# ទំព័រករណី កិច្ចការ និងផ្លូវបញ្ជូន។

routing-case = ករណី { $reference }
routing-case-state = ស្ថានភាព
routing-case-opened = បានបើក
routing-case-reports = ចំនួនរបាយការណ៍
routing-reports = របាយការណ៍ និងប្រវត្តិ
routing-reports-came = ពេលដែលរបាយការណ៍មកដល់
routing-history = អ្វីដែលបានកើតឡើង
routing-record = កំណត់ត្រាសវនកម្ម
routing-record-show = បង្ហាញកំណត់ត្រាទាំងអស់

routing-findings = អ្នកផ្ទុកមាតិកា
routing-no-findings = មិនទាន់បានសួរនរណាម្នាក់នៅឡើយទេ។
routing-finding-at = កាលបរិច្ឆេទ
routing-finding-source = ប្រភព
routing-finding-country = ប្រទេស
routing-finding-system = លេខ AS
routing-finding-said = លទ្ធផលរកឃើញ
routing-finding-names = { $said } ({ $count })
routing-finding-unanswered = គ្មានចម្លើយដែលអាចប្រើបាន
routing-finding-no-holder = មិនបានបញ្ជាក់ម្ចាស់បណ្ដាញ

routing-title = ផ្លូវបញ្ជូន
routing-kind = កន្លែងផ្ទុក
routing-kind-home = ក្នុងប្រទេស
routing-kind-partner = ក្នុងប្រទេសដែលមានបណ្ដាញដៃគូ
routing-kind-elsewhere = ក្នុងប្រទេសដែលគ្មានបណ្ដាញដៃគូ
routing-kind-unknown = គ្មាននរណាដឹងថានៅទីណា
routing-country = ប្រទេស
routing-country-hint = អក្សរពីរតួ ឧទាហរណ៍ KH
routing-traced-at = តាមការស្វែងរកទីតាំងម៉ាស៊ីនមេនៅ
routing-reason = មូលហេតុ
routing-choose-lead = ប្រភពនានាបញ្ជាក់ប្រទេសខុសគ្នា ឬមិនបញ្ជាក់ប្រទេសណាមួយ។ សូមជ្រើសរើសប្រទេសដែលត្រូវយកជាគោល ហើយប្រាប់មូលហេតុ។
routing-choose = ជ្រើសរើសប្រទេស

routing-state-none = មិនទាន់បញ្ជូនទៅណាទេ៖ មិនទាន់មានសេចក្ដីសម្រេចត្រូវបានអនុញ្ញាតឱ្យបញ្ចេញ។
routing-state-tracing = កំពុងរង់ចាំការស្វែងរកទីតាំងម៉ាស៊ីនមេ។
routing-state-choosing = កំពុងរង់ចាំបុគ្គលិកជ្រើសរើសប្រទេស។
routing-state-waiting-police = អ្នកផ្ដល់សេវានឹងទទួលដំណឹង បន្ទាប់ពីនគរបាលយល់ព្រម ឬផុតកំណត់រង់ចាំ។
routing-state-waiting-partner = អ្នកផ្ដល់សេវានឹងទទួលដំណឹង បន្ទាប់ពីផុតកំណត់របស់បណ្ដាញដៃគូ។
routing-state-carried-out = គ្មានអ្វីត្រូវសម្រេចនៅទីនេះទៀតទេ។ ផ្នែកនីមួយៗខាងក្រោមប្រាប់ថាវាបានដល់ណាហើយ។

routing-tasks = កិច្ចការ
routing-no-tasks = គ្មានអ្វីរង់ចាំបុគ្គលិកដោះស្រាយទេ។
routing-task-case = ករណី
routing-task-since = តាំងពី
routing-task-what = អ្វីដែលត្រូវធ្វើ
routing-task-done = រួចរាល់
routing-to-dos = អ្វីដែលត្រូវធ្វើ
routing-since = តាំងពី { $since }
routing-to-do-choose-country = ប្រភពនានាបញ្ជាក់ប្រទេសខុសគ្នា៖ សូមជ្រើសរើសប្រទេសដែលត្រូវយកជាគោល។
routing-to-do-settle-opinion = អ្នកវិភាគពីរនាក់មានមតិខុសគ្នាលើករណីនេះ៖ អ្នកត្រួតពិនិត្យត្រូវដោះស្រាយ។
routing-to-do-find-host = គ្មាននរណាដឹងថាមាតិកានេះផ្ទុកនៅទីណា៖ សូមស្វែងរក ជ្រើសរើសប្រទេស ឬចុចថារួចរាល់។
routing-to-do-hand-over = សូមប្រគល់របាយការណ៍ទៅបណ្ដាញដៃគូ ហើយកត់ត្រាលេខយោង។
routing-to-do-correct-referral = ត្រូវកែតម្រូវ៖ នគរបាលបានទទួលការបញ្ជូនដែលផ្អែកលើសេចក្ដីសម្រេចដែលបានដកវិញ។ សូមប្រាប់នគរបាលពីអ្វីដែលជាការពិតឥឡូវនេះ រួចគូសថារួចរាល់។
routing-to-do-correct-handover = ត្រូវកែតម្រូវ៖ បណ្ដាញដៃគូបានទទួលរបាយការណ៍ដែលផ្អែកលើសេចក្ដីសម្រេចដែលបានដកវិញ។ សូមប្រាប់បណ្ដាញដៃគូពីអ្វីដែលជាការពិតឥឡូវនេះ រួចគូសថារួចរាល់។
routing-to-do-correct-notice = ត្រូវកែតម្រូវ៖ អ្នកផ្ដល់សេវាបានទទួលលិខិតជូនដំណឹងដែលផ្អែកលើសេចក្ដីសម្រេចដែលបានដកវិញ។ សូមប្រាប់អ្នកផ្ដល់សេវាពីអ្វីដែលជាការពិតឥឡូវនេះ រួចគូសថារួចរាល់។

routing-changed = ករណីនេះបានផ្លាស់ប្ដូរក្នុងចន្លោះពេលនេះ។ សូមត្រឡប់ក្រោយ ហើយពិនិត្យម្ដងទៀត។
routing-no-reason = សូមប្រាប់មូលហេតុដែលជ្រើសរើសប្រទេសនេះ ដោយមិនលើសពី { NUMBER(2000) } តួអក្សរ។
routing-no-country = សូមវាយបញ្ចូលប្រទេសជាអក្សរពីរ ដូចជា KH។ បើប្រភពខុសគ្នា សូមជ្រើសរើសប្រទេសណាមួយដែលប្រភពទាំងនោះបានប្រាប់។
