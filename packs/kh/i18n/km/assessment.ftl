## The queue

assessment-queue = បញ្ជីរង់ចាំ
assessment-queue-empty = គ្មានករណីនៅទីនេះទេ។
assessment-queue-next = ករណីបន្ទាប់
assessment-mine = ករណីរបស់ខ្ញុំ
assessment-cases = ករណី
assessment-case = ករណី
assessment-age = រយៈពេល
assessment-reports = របាយការណ៍
assessment-held-until = ទទួលបន្ទុករហូតដល់
assessment-state = ស្ថានភាព
assessment-state-waiting = កំពុងរង់ចាំ
assessment-state-assessing = កំពុងវាយតម្លៃ
assessment-state-acting = កំពុងចាត់វិធានការ
assessment-state-closed = បានបិទ
assessment-pressing = ថ្នាក់អាទិភាព
assessment-pressing-danger = កុមារកំពុងមានគ្រោះថ្នាក់
assessment-pressing-own-picture = រូបភាពរបស់អ្នករាយការណ៍ផ្ទាល់
assessment-pressing-raised = មនុស្សច្រើនបានរាយការណ៍
assessment-pressing-ordinary = ធម្មតា
assessment-pressing-bulk = របាយការណ៍ចំនួនច្រើនដូចៗគ្នា
assessment-age-minutes = { NUMBER($count) } នាទី
assessment-age-hours = { NUMBER($count) } ម៉ោង
assessment-age-days = { NUMBER($count) } ថ្ងៃ

## The claim

assessment-panel = ការវាយតម្លៃ
assessment-claim = ទទួលបន្ទុកករណីនេះ
assessment-yours = អ្នកទទួលបន្ទុកករណីនេះរហូតដល់{ $until }។
assessment-theirs = អ្នកវិភាគម្នាក់ទៀតកំពុងទទួលបន្ទុកករណីនេះរហូតដល់{ $until }។
assessment-extend = បន្តរយៈពេលទទួលបន្ទុក
assessment-hand-over = ប្រគល់ទៅបញ្ជីរង់ចាំវិញ

## The viewing session

assessment-viewing = វគ្គមើល
assessment-viewing-hint = អាសយដ្ឋានបង្ហាញតែក្នុងវគ្គមើលប៉ុណ្ណោះ។ វគ្គនេះចប់ដោយខ្លួនឯង ហើយត្រូវបានរាប់។
assessment-viewing-open = បើកវគ្គមើល
assessment-viewing-open-until = ទៅវគ្គមើល ដែលបើករហូតដល់{ $until }
assessment-viewing-close = បញ្ចប់វគ្គមើល
assessment-viewing-title = វគ្គមើលនៃករណី { $case }
assessment-viewing-ends = វគ្គនេះនឹងចប់ក្នុង { NUMBER($minutes) } នាទីទៀត នៅ{ $at }។ បន្ទាប់មក សូមសម្រាក បើអ្នកត្រូវការ។
assessment-to-hand-over-open = បើកវគ្គមើល ដើម្បីប្រគល់អាសយដ្ឋាន
assessment-to-hand-over-hint = សម្រាប់របាយការណ៍ដែលបុគ្គលិកត្រូវប្រគល់អាសយដ្ឋានដោយខ្លួនឯង។ វគ្គនេះចប់ដោយខ្លួនឯង ហើយត្រូវបានរាប់។
assessment-to-hand-over-copy = សូមចម្លងអាសយដ្ឋានឱ្យដូចបេះបិទនឹងអ្វីដែលបង្ហាញនៅទីនេះ។ អាសយដ្ឋានសម្រាប់ប្រើការនៅមុនគេ។
assessment-exact = អាសយដ្ឋានពិតប្រាកដ៖
assessment-working = អាសយដ្ឋានសម្រាប់ប្រើការ
assessment-working-hint = ការពិនិត្យ និងលិខិតជូនដំណឹង ប្រើអាសយដ្ឋានដែលអ្នកជ្រើសរើស។ សូមជ្រើសរើសមួយដែលមិនបង្ហាញអ្វីអំពីបុគ្គលណាម្នាក់។
assessment-working-choose = ប្រើអាសយដ្ឋាននេះ
assessment-working-missing = សូមជ្រើសរើសអាសយដ្ឋានមួយ។
assessment-personal-confirm = ខ្ញុំបានពិនិត្យហើយ៖ អាសយដ្ឋាននេះអាចផ្ញើចេញក្រៅបាន ទោះបីមើលទៅពាក់ព័ន្ធនឹងបុគ្គលក៏ដោយ
assessment-personal-unconfirmed = អាសយដ្ឋាននេះមើលទៅដូចជាបង្ហាញអត្តសញ្ញាណបុគ្គល។ សូមជ្រើសរើសមួយទៀត ឬបញ្ជាក់ថាវាអាចផ្ញើចេញក្រៅបាន។
assessment-personal-credentials = មានឈ្មោះអ្នកប្រើ ឬពាក្យសម្ងាត់
assessment-personal-e-mail = មានអាសយដ្ឋានអ៊ីមែល
assessment-personal-session = មើលទៅដូចជាវគ្គចូលប្រើរបស់នរណាម្នាក់
assessment-personal-token = មានអ្វីដែលដូចជាសោសម្ងាត់
assessment-personal-account = មើលទៅដូចជាគណនីរបស់នរណាម្នាក់
assessment-personal-invitation = មើលទៅដូចជាការអញ្ជើញផ្ទាល់ខ្លួន
assessment-told = អ្វីដែលអ្នករាយការណ៍បានប្រាប់
assessment-told-category = អំពី
assessment-told-urls = អាសយដ្ឋានដូចដែលបានវាយ
assessment-told-narrative = ការពិពណ៌នា
assessment-told-found-on = កន្លែងដែលបានឃើញ
assessment-told-shown-as = អ្វីដែលបង្ហាញ
assessment-told-seen = ពេលដែលបានឃើញ
assessment-told-reach = របៀបចូលទៅដល់
assessment-told-feedback = ចង់ដឹងលទ្ធផល
assessment-told-withdrawn = បានដកអ្វីដែលបានប្រាប់អំពីខ្លួន
assessment-told-cut = ត្រូវបានកាត់ ព្រោះប្រអប់សំបុត្រខ្វះទំហំផ្ទុក
assessment-told-danger = គេប្រាប់ថាមានកុមារកំពុងស្ថិតក្នុងគ្រោះថ្នាក់
assessment-told-own = អ្នករាយការណ៍ជាកុមារដែលមានក្នុងរូបភាពនោះ

## Messages and contact

assessment-messages = សារ
assessment-messages-none = មិនទាន់មានសារនៅឡើយទេ។
assessment-messages-count =
    { $new ->
        [0] សារជាមួយអ្នករាយការណ៍ { NUMBER($messages) }
       *[other] សារជាមួយអ្នករាយការណ៍ { NUMBER($messages) } ក្នុងនោះថ្មី { NUMBER($new) }
    }
assessment-unread = សារថ្មី
assessment-message-new = ថ្មី
assessment-message-reporter = អ្នករាយការណ៍
assessment-message-staff = បណ្ដាញទាន់ហេតុការណ៍
assessment-message-withdrawn = (បានដកចេញ)
assessment-message = សារទៅអ្នករាយការណ៍
assessment-message-hint = អ្នករាយការណ៍អាចជាជនល្មើស។ សូមកុំប្រាប់អ្វីអំពីនគរបាល អ្នកផ្ដល់សេវា ដៃគូ អ្នករាយការណ៍ផ្សេងទៀត ឬអ្វីដែលបានរកឃើញ។
assessment-message-send = ផ្ញើទៅអ្នករាយការណ៍
assessment-message-empty = សូមសរសេរសារ ឬជ្រើសរើសចម្លើយមួយ។
assessment-message-long = សារនេះវែងពេក។ សូមកាត់ឱ្យខ្លី។
assessment-message-no-receipt = របាយការណ៍នេះមកដោយគ្មានលេខបង្កាន់ដៃ៖ គ្មាននរណាអាចអានចម្លើយបានទេ។
assessment-message-tells-more = សារនេះនឹងប្រាប់លើសពីអ្វីដែលអ្នករាយការណ៍អាចដឹងបាន។ សូមអានអ្វីដែលបានរកឃើញខាងក្រោម ហើយកែសារ។
assessment-message-all-the-same = ខ្ញុំបានអានហើយ ហើយនៅតែផ្ញើ
assessment-answer = ចម្លើយដែលបានរៀបចំរួច
assessment-answer-hint = ផ្ញើជាភាសារបស់អ្នករាយការណ៍ ប្រសិនបើគ្មានសារសរសេរខាងក្រោម។
assessment-answer-none = គ្មាន៖ ខ្ញុំសរសេរសារដោយខ្លួនឯង
assessment-finding-address = អាសយដ្ឋាន ឬឈ្មោះគេហទំព័រ។ អ្នកដែលបានដាក់វានៅទីនោះអាចដឹងថាវាកំពុងត្រូវបានពិនិត្យ។
assessment-finding-mail = អាសយដ្ឋានអ៊ីមែល។ វាអាចបញ្ជាក់អំពីបុគ្គល ឬអង្គភាព។
assessment-finding-telephone = លេខទូរសព្ទ។ វាអាចបញ្ជាក់អំពីបុគ្គល ឬអង្គភាព។
assessment-contact-why = អ្នករាយការណ៍បានទុកមធ្យោបាយទាក់ទង។ ហេតុអ្វីបានជាអ្នកត្រូវការវា?
assessment-contact-hint = វាបង្ហាញម្ដង ហើយកំណត់ត្រានឹងកត់ថាអ្នកបានអានវា និងមូលហេតុ។
assessment-contact-danger = មានកុមារកំពុងស្ថិតក្នុងគ្រោះថ្នាក់
assessment-contact-asked = អ្នករាយការណ៍បានសុំ
assessment-contact-question = សំណួរដែលមិនអាចរង់ចាំបាន
assessment-contact-title = របៀបទាក់ទងអ្នករាយការណ៍
assessment-contact-none = លែងមានទៀតហើយ។
assessment-contact-recorded = ការដែលអ្នកបានអានព័ត៌មាននេះត្រូវបានកត់ត្រាទុក។
assessment-contact-back = ត្រឡប់ទៅវគ្គមើល

## Items

assessment-items = ធាតុ
assessment-item-first = ទីតាំងដែលបានរាយការណ៍
assessment-item = { $kind } ({ $number })
assessment-kind-image = រូបភាព
assessment-kind-video = វីដេអូ
assessment-kind-text = អត្ថបទ
assessment-kind-link = តំណ
assessment-kind-container = បណ្ដុំឯកសារ
assessment-kind-other = ផ្សេងទៀត
assessment-add-item = បន្ថែមធាតុមួយ
assessment-item-url = អាសយដ្ឋានរបស់ធាតុ
assessment-item-kind = ប្រភេទរបស់វា
assessment-refused-empty = សូមបញ្ចូលអាសយដ្ឋាន។
assessment-refused-not-a-url = នេះមិនមែនជាអាសយដ្ឋានគេហទំព័រតែមួយទេ។ សូមចម្លងវាពីរបារអាសយដ្ឋាននៃកម្មវិធីរុករក។
assessment-refused-media = នេះជាខ្លឹមសារនៃឯកសារ មិនមែនជាអាសយដ្ឋានទេ។ គ្មានអ្វីត្រូវបានរក្សាទុកឡើយ។
assessment-refused-scheme = អាចបន្ថែមបានតែអាសយដ្ឋានដែលចាប់ផ្ដើមដោយ http ឬ https ប៉ុណ្ណោះ។
assessment-refused-not-public = អាសយដ្ឋាននេះមិនស្ថិតលើអ៊ីនធឺណិតសាធារណៈទេ។
assessment-refused-too-long = អាសយដ្ឋាននេះវែងជាង { NUMBER(8192) } បៃ ដែលជាកម្រិតអតិបរមា។
assessment-items-title = ធាតុនៃករណី { $case }
assessment-items-all = បានចាត់ថ្នាក់ធាតុ { NUMBER($classified) } ក្នុងចំណោម { NUMBER($items) }
assessment-items-next = ធាតុបន្ទាប់
assessment-item-position = លេខ
assessment-item-name = ធាតុ
assessment-item-hash = មានហែស
assessment-item-no-address = គ្មានអាសយដ្ឋាន
assessment-item-known = ធ្លាប់ចាត់ថ្នាក់
assessment-taken-over = យកតាមចម្លើយមុន
assessment-bulk = ជាមួយធាតុដែលបានជ្រើសរើស
assessment-bulk-hint = សូមគូសធាតុខាងលើ ឬបញ្ចូលលេខចាប់ពី និងដល់៖ ធាតុទាំងអស់ក្នុងចន្លោះនោះនឹងត្រូវបានជ្រើសរើស នៅគ្រប់ទំព័រនៃបញ្ជី។
assessment-bulk-select = ជ្រើសរើស
assessment-bulk-from = ចាប់ពីលេខ
assessment-bulk-to = ដល់លេខ
assessment-bulk-like = ចាត់ថ្នាក់ដូចធាតុលេខ
assessment-bulk-like-hint = សូមចាត់ថ្នាក់ធាតុមួយជាមុនសិន។ ធាតុនីមួយៗដែលបានជ្រើសរើសនឹងមានការវាយតម្លៃផ្ទាល់ខ្លួន ដែលមានចម្លើយដូចគ្នា។
assessment-bulk-classify = ចាត់ថ្នាក់ធាតុដែលបានជ្រើសរើសឱ្យដូចគ្នា
assessment-bulk-kind = កំណត់ធាតុដែលបានជ្រើសរើសជាប្រភេទនេះ
assessment-bulk-confirm = ខ្ញុំបានពិនិត្យហើយ៖ អាសយដ្ឋានទាំងនេះអាចផ្ញើចេញក្រៅបាន រួមទាំងអាសយដ្ឋានដែលមើលទៅពាក់ព័ន្ធនឹងបុគ្គល
assessment-bulk-choose = ប្រើអាសយដ្ឋានតែមួយគត់របស់ធាតុនីមួយៗ
assessment-bulk-choose-hint = សម្រាប់ធាតុដែលអាសយដ្ឋានត្រូវបានសរសេរតែមួយរបៀប។ អាសយដ្ឋានផ្សេងទៀតត្រូវជ្រើសរើសក្នុងវគ្គមើល។
assessment-bulk-nothing = សូមជ្រើសរើសធាតុជាមុនសិន៖ គូសវា ឬបញ្ចូលលេខរបស់វា។
assessment-bulk-no-model = សូមបញ្ចូលលេខរបស់ធាតុដែលបានចាត់ថ្នាក់តាមវិធានបច្ចុប្បន្ន។
assessment-list-title = បិទភ្ជាប់បញ្ជី
assessment-list = ធាតុមួយក្នុងមួយបន្ទាត់
assessment-list-hint = អាសយដ្ឋាន ឬហែស (SHA-256, SHA-1 ឬ MD5 ជាលេខគោលដប់ប្រាំមួយ ឬ base64) ឬទាំងពីរដោយមានដកឃ្លានៅចន្លោះ។ ប្រភេទត្រូវបានប៉ាន់ស្មានតាមកន្ទុយឈ្មោះ។ ដើម្បីបញ្ជាក់ប្រភេទ សូមសរសេរ image, video, text, link, container ឬ other នៅខាងមុខ។ ម្ដងៗបានរហូតដល់ { NUMBER(1000) } បន្ទាត់ ហើយករណីមួយអាចមានធាតុ { NUMBER(10000) }។
assessment-list-add = បន្ថែមបញ្ជី
assessment-list-empty = សូមបិទភ្ជាប់យ៉ាងហោចណាស់មួយបន្ទាត់។
assessment-list-left = បន្ទាត់ខ្លះមិនត្រូវបានបន្ថែមទេ។ បន្ទាត់ទាំងនោះនៅខាងក្រោម ដើម្បីកែ។
assessment-list-too-long = បញ្ជីនេះមានលើសពី { NUMBER($lines) } បន្ទាត់។ គ្មានអ្វីត្រូវបានបន្ថែមទេ៖ សូមបិទភ្ជាប់ជាផ្នែកៗ។
assessment-list-results = លទ្ធផលនៃបន្ទាត់នីមួយៗ
assessment-list-line = បន្ទាត់ទី { $from }៖ { $result }
assessment-list-lines = បន្ទាត់ទី { $from } ដល់ { $to }៖ { $result }
assessment-list-more = មានបន្ទាត់ទៀតដែលមិនបានរាយនៅទីនេះ។ អ្វីដែលមិនបានបន្ថែមមាននៅខាងក្រោម។
assessment-list-added = បានបន្ថែម
assessment-list-there = មានរួចហើយ ជាលេខ { $number }
assessment-list-duplicate = ដូចគ្នានឹងបន្ទាត់ទី { $number }
assessment-list-no-hash = មិនបានបន្ថែម៖ អ្វីដែលសរសេរជាហែសមិនមែនជាហែសទេ ឬមានហែសពីរនៃប្រភេទតែមួយ។
assessment-list-differs = ធាតុនេះមានហែសប្រភេទនេះផ្សេងទៀតរួចហើយ។ ហែសមួយក្នុងចំណោមពីរនេះជារបស់អ្វីផ្សេង។ សូមដកហែសដែលខុសចេញជាមុនសិន។
assessment-hashes = ហែស
assessment-hash = ហែស
assessment-hash-hint = SHA-256, SHA-1 ឬ MD5 ជាលេខគោលដប់ប្រាំមួយ ឬ base64 ដូចដែលគេបានប្រគល់ឱ្យអ្នក។
assessment-hash-add = បន្ថែមហែស
assessment-hash-remove = ដក { $algorithm } ចេញ
assessment-hash-none = នេះមិនមែនជា SHA-256, SHA-1 ឬ MD5 ទេ។
assessment-known = ធ្លាប់ចាត់ថ្នាក់ពីមុន
assessment-known-by = ដូចគ្នាតាមរយៈ
assessment-known-by-url = អាសយដ្ឋានតែមួយមុខ
assessment-known-hint = អ្នកមិនចាំបាច់មើលវាម្ដងទៀតទេ។ កំណត់ត្រានឹងបញ្ជាក់ថាចម្លើយនេះយកតាមចម្លើយមុន។
assessment-take-over = យកតាមចម្លើយនេះ
assessment-known-off = សម្រាប់មើលប៉ុណ្ណោះ៖ បណ្ដាញទាន់ហេតុការណ៍នេះមិនយកតាមចម្លើយមុនទេ។
assessment-known-weak = សម្រាប់មើលប៉ុណ្ណោះ៖ MD5, SHA-1 ឬអាសយដ្ឋានតែមួយមុខ មិនបញ្ជាក់ថាជាអ្វីដដែលទេ ហើយគ្មានការពិនិត្យណាឃើញថាទីតាំងនោះមិនផ្លាស់ប្ដូរតាំងពីពេលនោះមក។
assessment-known-disagreement = ចម្លើយដែលមានមិនដូចគ្នាទេ។ មិនអាចយកតាមបានទេ៖ សូមចាត់ថ្នាក់វាដោយខ្លួនឯង។
assessment-known-too-old = សម្រាប់មើលប៉ុណ្ណោះ៖ ចម្លើយនេះចាស់ពេក។
assessment-known-too-few = សម្រាប់មើលប៉ុណ្ណោះ៖ មិនទាន់មានអ្នកវិភាគគ្រប់ចំនួនដែលបានមើលដោយខ្លួនឯង ហើយបានចម្លើយនេះទេ។
assessment-known-other-rules = សម្រាប់មើលប៉ុណ្ណោះ៖ តាមវិធានបច្ចុប្បន្ន ចម្លើយនឹងមិនដូចគ្នាទេ។

## What of a reporter may leave the house

assessment-disclosures = អ្វីរបស់អ្នករាយការណ៍ដែលអាចផ្ញើចេញក្រៅបាន
assessment-disclosures-title = អ្វីរបស់អ្នករាយការណ៍នៃករណី { $case } ដែលអាចផ្ញើចេញក្រៅបាន
assessment-disclosures-hint = គ្មានអ្វីដែលអ្នករាយការណ៍បានប្រាប់ត្រូវផ្ញើចេញក្រៅឡើយ លុះត្រាតែអ្នកសម្រេចនៅទីនេះ។ វាទៅដល់តែនគរបាលប៉ុណ្ណោះ ជាមួយការបញ្ជូនទៅនគរបាល។ សូមអានវាក្នុងវគ្គមើលជាមុនសិន។
assessment-disclosures-none = គ្មានអ្វីត្រូវផ្ញើចេញក្រៅទេ។
assessment-disclosure-of = របាយការណ៍
assessment-disclosure-report = របាយការណ៍ទី { $number } នៅ{ $at }
assessment-disclosure-part = អ្វីដែលអាចផ្ញើចេញ
assessment-disclosure-narrative = ការពិពណ៌នា
assessment-disclosure-contact = របៀបទាក់ទងអ្នករាយការណ៍
assessment-disclosure-credentials = ឈ្មោះអ្នកប្រើ ពាក្យសម្ងាត់ និងរបៀបចូលទៅដល់
assessment-disclosure-spelling = អាសយដ្ឋានដូចដែលបានវាយបេះបិទ
assessment-disclosure-consent = របៀបដែលអ្នករាយការណ៍បានយល់ព្រម
assessment-disclosure-consent-hint = ចាំបាច់សម្រាប់របៀបទាក់ទង ហើយមិនត្រូវស្មានឡើយ។
assessment-disclosure-consent-none = មិនបានសួរ
assessment-disclosure-consent-message = តាមសារ
assessment-disclosure-consent-report = ក្នុងរបាយការណ៍ផ្ទាល់
assessment-disclosure-consent-spoken = ដោយផ្ទាល់មាត់
assessment-disclosure-no-consent = របៀបទាក់ទងអាចផ្ញើចេញក្រៅបាន លុះត្រាតែអ្នករាយការណ៍យល់ព្រម។ សូមបញ្ជាក់ថាបានយល់ព្រមដោយរបៀបណា។
assessment-disclosure-decide = អនុញ្ញាតឱ្យផ្ញើចេញ
assessment-disclosure-withdraw = ដកការសម្រេចនេះវិញ

## Classification

assessment-classify-title = ចាត់ថ្នាក់៖ { $item }
assessment-unclassified = មិនទាន់ចាត់ថ្នាក់
assessment-schema = ការចាត់ថ្នាក់អន្តរជាតិ
assessment-law-hint = សូមឆ្លើយសំណួរទាំងនេះដោយឡែក មិនថាចំណាត់ថ្នាក់ខាងលើជាអ្វីក៏ដោយ។ អាចទុកចោលបានតែសម្រាប់មាតិកាដែលមិនអាចចូលមើលបានប៉ុណ្ណោះ។
assessment-law-unconfirmed = មេធាវីរបស់បណ្ដាញទាន់ហេតុការណ៍មិនទាន់បានបញ្ជាក់គ្រប់មាត្រានៃច្បាប់នេះនៅឡើយទេ។
assessment-classify-save = រក្សាទុកចំណាត់ថ្នាក់
assessment-choose = សូមជ្រើសរើស
assessment-rule = { $message } (វិធាន៖ { $rule })
assessment-required = សូមជ្រើសរើសចម្លើយមួយ។
assessment-unknown = សូមជ្រើសរើសចម្លើយមួយក្នុងចំណោមចម្លើយដែលមាននៅទីនេះ។
assessment-law-unanswered = សូមឆ្លើយសំណួរនេះ ឬចាត់ថ្នាក់មាតិកានេះថា «មិនអាចចូលមើលបាន»។
assessment-yes = បាទ/ចាស
assessment-no = ទេ
assessment-unsure = មិនប្រាកដ
assessment-back = ត្រឡប់ទៅករណីវិញ

## Decision and release

assessment-class = ចំណាត់ថ្នាក់អន្តរជាតិ
assessment-national = ច្បាប់ជាតិ
assessment-national-not-assessed = មិនបានវាយតម្លៃ
assessment-national-not-illegal = មិនខុសច្បាប់
assessment-national-harmful = បង្កគ្រោះថ្នាក់ ប៉ុន្តែច្បាប់មិនគ្របដណ្ដប់
assessment-national-illegal = ខុសច្បាប់
assessment-decision = សេចក្ដីសម្រេច
assessment-decide = សម្រេច
assessment-decide-hint = ចំណាត់ថ្នាក់ និងលទ្ធផលតាមច្បាប់ជាតិ កំណត់តាមធាតុទាំងអស់៖ យកធាតុដែលធ្ងន់ធ្ងរជាងគេ។
assessment-danger = កុមារម្នាក់កំពុងស្ថិតក្នុងគ្រោះថ្នាក់
assessment-out-of-remit = ក្រៅវិសាលភាពការងាររបស់បណ្ដាញទាន់ហេតុការណ៍នេះ
assessment-note = កំណត់ចំណាំ
assessment-note-hint = សម្រាប់មិត្តរួមការងារ។ កំណត់ចំណាំត្រូវបានបិទត្រា ហើយមិនត្រូវបានផ្ញើចេញឡើយ។ សូមកុំសរសេរអាសយដ្ឋាននៅទីនេះ។
assessment-decided = បានសម្រេច
assessment-released = បានអនុញ្ញាតឱ្យបញ្ចេញ
assessment-not-released = មិនទាន់អនុញ្ញាត
assessment-release = អនុញ្ញាតឱ្យបញ្ចេញសេចក្ដីសម្រេច
assessment-release-hint = បន្ទាប់ពីនេះ សេចក្ដីសម្រេចនឹងផ្ញើចេញក្រៅ ឬករណីនឹងត្រូវបិទ។
assessment-unready-unclassified = សូមចាត់ថ្នាក់ធាតុទាំងអស់ជាមុនសិន។
assessment-unready-undecided = សូមសម្រេចជាមុនសិន។
assessment-unready-outdated = ធាតុត្រូវបានចាត់ថ្នាក់ឡើងវិញក្រោយសេចក្ដីសម្រេច។ សូមសម្រេចម្ដងទៀត។
assessment-unready-no-working-url = ក្នុងវគ្គមើល សូមជ្រើសរើសអាសយដ្ឋានសម្រាប់ប្រើការ របស់ធាតុនីមួយៗដែលត្រូវចាត់វិធានការ។
assessment-unready-looks-personal = តាំងពីពេលជ្រើសរើសអាសយដ្ឋានសម្រាប់ប្រើការមក មានលក្ខណៈបុគ្គលថែមទៀតដែលត្រូវពិនិត្យ។ សូមជ្រើសរើសវាម្ដងទៀតក្នុងវគ្គមើល។
assessment-unready-in-remit = អ្វីដែលខុសច្បាប់ បង្កគ្រោះថ្នាក់ ឬជាគ្រោះថ្នាក់ដល់កុមារ មិនមែនក្រៅវិសាលភាពការងាររបស់បណ្ដាញទាន់ហេតុការណ៍នេះទេ។

## When something cannot be done

assessment-problem-held = អ្នកវិភាគម្នាក់ទៀតបានទទួលបន្ទុកករណីនេះមុនអ្នក។ សូមជ្រើសរើសករណីផ្សេងពីបញ្ជីរង់ចាំ។
assessment-problem-not-held = អ្នកមិនមែនជាអ្នកទទួលបន្ទុកករណីនេះទេ ឬរយៈពេលរបស់អ្នកបានផុតកំណត់ហើយ។ សូមទទួលបន្ទុកវា ដើម្បីបន្ត។
assessment-problem-viewing-ended = វគ្គមើលបានចប់ហើយ។ សូមបើកវគ្គថ្មីនៅលើទំព័រករណី។
assessment-problem-too-many = ករណីនេះមានធាតុដល់ចំនួនអតិបរមាហើយ។
assessment-problem-moved = ករណីនេះបានផ្លាស់ប្ដូរក្នុងចន្លោះពេលនេះ។ សូមមើលវាម្ដងទៀតក្នុងបញ្ជីរង់ចាំ។
