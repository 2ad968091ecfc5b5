## The queue

assessment-queue = បញ្ជីរង់ចាំ
assessment-queue-empty = គ្មានករណីនៅទីនេះទេ។
assessment-queue-none-like-this = គ្មានករណីបែបនេះទេ។ សូមបន្ថយលក្ខខណ្ឌ ឬជ្រើសរើសស្ថានភាពទាំងអស់។
assessment-queue-none-yet = រកមិនទាន់ឃើញទេ ហើយនៅមានករណីទៀតដែលត្រូវស្វែងរក។
assessment-queue-no-more = គ្មានករណីទៀតទេ។
assessment-queue-short = នៅមានករណីដែលត្រូវស្វែងរក ច្រើនជាងមួយទំព័រ។
assessment-queue-search-on = ស្វែងរកបន្ត
assessment-queue-ask-count = រាប់ចំនួន
assessment-queue-count = { NUMBER($count) } ករណី
assessment-queue-more-than = ច្រើនជាង { NUMBER($count) } ករណី
assessment-promoted = បានរង់ចាំយូរ
assessment-holder-other = សហការីម្នាក់
assessment-lapsed-title = ការទទួលបន្ទុកដែលផុតរយៈពេល
assessment-lapsed = ការទទួលបន្ទុករបស់អ្នកលើករណី { $case } បានផុតរយៈពេលនៅ{ $at }។ ករណីនេះត្រឡប់ទៅបញ្ជីរង់ចាំវិញ ហើយអ្វីដែលអ្នកបានរក្សាទុកនៅដដែល។
assessment-lapsed-seen = ខ្ញុំបានឃើញហើយ
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

## Filters and views of the queue

assessment-filter = តម្រង
assessment-filter-all = ទាំងអស់
assessment-filter-any-state = ស្ថានភាពទាំងអស់
assessment-filter-holder = អ្នកទទួលបន្ទុក
assessment-filter-me = ខ្ញុំ
assessment-filter-nobody = គ្មាននរណា
assessment-filter-source = មកតាម
assessment-filter-category = អំពី
assessment-filter-site-type = ប្រភេទគេហទំព័រ
assessment-filter-country = ប្រទេស
assessment-filter-country-hint = អក្សរឡាតាំងពីរ ដូចជា KH។
assessment-filter-provider = អ្នកផ្ដល់សេវា
assessment-filter-network = បណ្ដាញអ៊ីនធឺណិត
assessment-filter-network-hint = លេខនៃប្រព័ន្ធស្វយ័ត (AS)។
assessment-filter-older = យ៉ាងតិចមានរយៈពេល
assessment-filter-older-than = { $age } ឬច្រើនជាងនេះ
assessment-filter-younger = យ៉ាងច្រើនមានរយៈពេល
assessment-filter-younger-than = { $age } ឬតិចជាងនេះ
assessment-filter-reference = លេខសម្គាល់ករណី
assessment-filter-reference-hint = អក្សរ និងលេខប្រាំបីតួ ដែលគេប្រើហៅករណី។
assessment-filter-apply = បង្ហាញករណីទាំងនេះ
assessment-filter-clear = លុបតម្រង
assessment-filter-drop = បង្ហាញករណីនៃអាសយដ្ឋានផ្សេងទៀតផង
assessment-filter-of-place = ទាំងនេះជាករណីនៃអាសយដ្ឋានដែលអ្នកបានស្វែងរក។
assessment-filter-of-domain = ទាំងនេះជាករណីនៃដែន (domain) ដែលអ្នកបានស្វែងរក។
assessment-filter-wrong-reference = លេខសម្គាល់ករណីមានអក្សរ និងលេខប្រាំបីតួ។
assessment-filter-wrong-network = សូមសរសេរលេខបណ្ដាញអ៊ីនធឺណិត ដូចជា 64500។
assessment-filter-wrong-country = សូមសរសេរអក្សរពីរតួនៃប្រទេស ដូចជា KH។
assessment-find = ស្វែងរកអាសយដ្ឋាន
assessment-find-address = អាសយដ្ឋានគេហទំព័រ ឬដែន (domain)
assessment-find-hint = ស្វែងរកក្នុងករណីទាំងអស់ ហើយមិនរក្សាទុកអាសយដ្ឋាននេះទេ។
assessment-find-domain = ករណីទាំងអស់នៃដែននេះ
assessment-find-apply = ស្វែងរក
assessment-views = ទិដ្ឋភាពដែលបានរក្សាទុក
assessment-view = ទិដ្ឋភាព
assessment-view-whose = សម្រាប់នរណា
assessment-view-own = សម្រាប់ខ្ញុំ
assessment-view-everybodys = សម្រាប់ទាំងអស់គ្នា
assessment-view-remove = លុប
assessment-view-remove-one = លុប «{ $name }»
assessment-view-save = រក្សាទុកទិដ្ឋភាពនេះ
assessment-view-name = ឈ្មោះទិដ្ឋភាព
assessment-view-name-hint = វារក្សាទុកតម្រងដូចពេលនេះ។ កុំដាក់អាសយដ្ឋានក្នុងឈ្មោះ។
assessment-view-for-everybody = សម្រាប់ទាំងអស់គ្នា
assessment-view-nameless = សូមដាក់ឈ្មោះឱ្យទិដ្ឋភាព។
assessment-view-name-long = ឈ្មោះនេះវែងពេក។ សូមប្រើយ៉ាងច្រើន ៨០ តួអក្សរ។
assessment-views-too-many = ចំនួនទិដ្ឋភាពគ្រប់កំណត់ហើយ។ សូមលុបមួយជាមុនសិន។
assessment-legend = អត្ថន័យនៃថ្នាក់អាទិភាព
assessment-legend-order = ថ្នាក់ដែលបន្ទាន់ជាងគេនៅមុន ហើយក្នុងថ្នាក់នីមួយៗ ករណីចាស់ជាងគេនៅមុន។ រៀងរាល់ប៉ុន្មានករណីម្ដង មានកន្លែងមួយសម្រាប់ករណីដែលបានរង់ចាំយូរជាងកំណត់នៃថ្នាក់របស់វា ដើម្បីកុំឱ្យករណីណារង់ចាំរហូត។
assessment-legend-meaning = អត្ថន័យ
assessment-legend-wait = រង់ចាំយ៉ាងច្រើន
assessment-legend-danger = អ្នករាយការណ៍បានប្រាប់ថា កុមារកំពុងមានគ្រោះថ្នាក់ឥឡូវនេះ។
assessment-legend-own-picture = អ្នករាយការណ៍ជាកុមារដែលឃើញក្នុងរូប ឬធ្លាប់ជាកុមារនោះ។
assessment-legend-raised = មនុស្សច្រើនបានរាយការណ៍ ម្នាក់ៗដោយពាក្យរបស់ខ្លួន។
assessment-legend-ordinary = ករណីផ្សេងទៀតទាំងអស់។
assessment-legend-bulk = មានតែរបាយការណ៍ដែលផ្ញើច្រើនឥតឈប់ប៉ុណ្ណោះដែលប្រាប់អំពីវា។

## The claim

assessment-panel = ការវាយតម្លៃ
assessment-claim = ទទួលបន្ទុកករណីនេះ
assessment-yours = អ្នកទទួលបន្ទុកករណីនេះរហូតដល់{ $until }។
assessment-theirs = អ្នកវិភាគម្នាក់ទៀតកំពុងទទួលបន្ទុកករណីនេះរហូតដល់{ $until }។
assessment-extend = បន្តរយៈពេលទទួលបន្ទុក
assessment-hand-over = ប្រគល់ករណី
assessment-hand-over-to = ប្រគល់ទៅ
assessment-hand-over-hint = មិនចាំបាច់ប្រាប់មូលហេតុទេ។
assessment-hand-over-queue = បញ្ជីរង់ចាំ

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
assessment-unready-in-remit = អ្វីដែលខុសច្បាប់ បង្កគ្រោះថ្នាក់ ឬជាគ្រោះថ្នាក់ដល់កុមារ មិនមែនក្រៅវិសាលភាពការងាររបស់បណ្ដាញទាន់ហេតុការណ៍នេះទេ។

## When something cannot be done

assessment-problem-held = អ្នកវិភាគម្នាក់ទៀតបានទទួលបន្ទុកករណីនេះមុនអ្នក។ សូមជ្រើសរើសករណីផ្សេងពីបញ្ជីរង់ចាំ។
assessment-problem-not-held = អ្នកមិនមែនជាអ្នកទទួលបន្ទុកករណីនេះទេ ឬរយៈពេលរបស់អ្នកបានផុតកំណត់ហើយ។ សូមទទួលបន្ទុកវា ដើម្បីបន្ត។
assessment-problem-viewing-ended = វគ្គមើលបានចប់ហើយ។ សូមបើកវគ្គថ្មីនៅលើទំព័រករណី។
assessment-problem-too-many = ករណីនេះមានធាតុដល់ចំនួនអតិបរមាហើយ។
assessment-problem-moved = ករណីនេះបានផ្លាស់ប្ដូរក្នុងចន្លោះពេលនេះ។ សូមមើលវាម្ដងទៀតក្នុងបញ្ជីរង់ចាំ។
