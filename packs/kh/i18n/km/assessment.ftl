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
assessment-state-second-opinion = មតិទីពីរ
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
assessment-note-long = កំណត់ចំណាំវែងពេក៖ អតិបរមា { NUMBER($limit) } បៃ។
assessment-kept = មិនទាន់មានអ្វីត្រូវបានរក្សាទុកទេ។ អ្វីដែលអ្នកបានវាយនៅតែមាននៅទីនេះ។
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

## Second opinion

assessment-second-hint = អ្នកកំពុងផ្ដល់មតិទីពីរ។ សូមវាយតម្លៃដោយខ្លួនឯង៖ អ្វីដែលអ្នកវិភាគទីមួយបានរកឃើញ មិនបង្ហាញដល់អ្នកទេ។
assessment-give-hint = បន្ទាប់ពីនេះ មតិរបស់អ្នកត្រូវបានផ្ដល់។ បើវាដូចនឹងមតិទីមួយ សេចក្ដីសម្រេចនឹងត្រូវអនុញ្ញាតឱ្យបញ្ចេញ។ បើខុសគ្នា អ្នកត្រួតពិនិត្យនឹងដោះស្រាយ។
assessment-opinion = មតិទីពីរ
assessment-opinion-why = មូលហេតុដែលត្រូវការ
assessment-opinion-sample = ត្រូវបានចាប់ឆ្នោត
assessment-opinion-known-answer = ទីតាំងដដែលនេះធ្លាប់មានលទ្ធផលខុសពីនេះ
assessment-opinion-trainee = សិក្ខាកាមជាអ្នកសម្រេច
assessment-opinion-rule = សេចក្ដីសម្រេចបែបនេះទាំងអស់ត្រូវការវា
assessment-opinion-asked = រង់ចាំអ្នកវិភាគទីពីរ
assessment-opinion-differs = មតិទាំងពីរខុសគ្នា រង់ចាំអ្នកត្រួតពិនិត្យ
assessment-opinion-agreed = មតិទាំងពីរដូចគ្នា
assessment-opinion-settled = អ្នកត្រួតពិនិត្យបានដោះស្រាយ
assessment-opinion-taken-back = បានដកវិញ
assessment-opinion-differences = អ្វីដែលមតិទាំងពីរខុសគ្នា
assessment-articles = មាត្រានៃច្បាប់
assessment-settle = ដោះស្រាយមតិដែលខុសគ្នា
assessment-settle-lead = មតិទាំងពីរនៅទន្ទឹមគ្នា។ សូមជ្រើសរើសមតិដែលត្រូវយកជាគោល ហើយប្រាប់មូលហេតុ៖ បន្ទាប់មកសេចក្ដីសម្រេចនោះត្រូវអនុញ្ញាតឱ្យបញ្ចេញ។
assessment-settle-side = មតិមួយណាដែលត្រូវយកជាគោល?
assessment-settle-hint = សម្រាប់អ្នកវិភាគទាំងពីរអាន។ សូមកុំសរសេរអាសយដ្ឋាននៅទីនេះ។
assessment-side-first = មតិទីមួយ
assessment-side-second = មតិទីពីរ
assessment-settled = មតិដែលយកជាគោល
assessment-settled-at = បានដោះស្រាយ
assessment-reason = មូលហេតុ
assessment-reason-missing = សូមប្រាប់មូលហេតុ ដោយមិនលើសពី { NUMBER($limit) } បៃ។
assessment-urgent = ប្រាប់នគរបាលភ្លាមៗ
assessment-urgent-at = បានអនុញ្ញាតឱ្យបញ្ចេញ
assessment-urgent-hint = បើសេចក្ដីសម្រេចនេះត្រូវរង់ចាំមតិទីពីរ នគរបាលនឹងទទួលដំណឹងដោយមិនចាំបាច់រង់ចាំឡើយ។ អ្វីៗផ្សេងទៀតត្រូវរង់ចាំ។
assessment-urgent-tick = នគរបាលមិនត្រូវរង់ចាំទេ
assessment-urgent-ground = ហេតុអ្វីបានជាបន្ទាន់?
assessment-urgent-reason-hint = មូលហេតុនេះត្រូវបានរក្សាទុកជាមួយឈ្មោះរបស់អ្នក។ សូមកុំសរសេរអាសយដ្ឋាននៅទីនេះ។
assessment-ground-danger = កុមារម្នាក់កំពុងស្ថិតក្នុងគ្រោះថ្នាក់
assessment-ground-victim-at-home = ជនរងគ្រោះម្នាក់នៅក្នុងប្រទេសនេះ
assessment-ground-suspect-at-home = ជនសង្ស័យម្នាក់នៅក្នុងប្រទេសនេះ
assessment-unready-not-urgent = ករណីនេះអាចបន្ទាន់បានតែពេលមានវិធានការត្រូវចាត់ប៉ុណ្ណោះ។ បើកុមារកំពុងស្ថិតក្នុងគ្រោះថ្នាក់ សូមសម្រេចដូច្នេះជាមុនសិន។

## Taking back

assessment-undo = ដកវិញ
assessment-undo-decide = អ្នកបានសម្រេចហើយ។ អ្នកអាចដកវិញបានក្នុងរយៈពេល { NUMBER($seconds) } វិនាទី។
assessment-undo-hand-over = អ្នកបានប្រគល់ករណីវិញហើយ។ អ្នកអាចយកវាមកវិញបានក្នុងរយៈពេល { NUMBER($seconds) } វិនាទី។
assessment-undo-release = អ្នកបានអនុញ្ញាតឱ្យបញ្ចេញសេចក្ដីសម្រេចហើយ។ មិនទាន់មានអ្វីចេញក្រៅទេ៖ អ្នកអាចដកវិញបានក្នុងរយៈពេល { NUMBER($seconds) } វិនាទី។
assessment-undo-give = អ្នកបានផ្ដល់មតិទីពីរហើយ។ អ្នកអាចដកវិញបានក្នុងរយៈពេល { NUMBER($seconds) } វិនាទី។
assessment-undo-settle = អ្នកបានដោះស្រាយហើយ។ មិនទាន់មានអ្វីចេញក្រៅទេ៖ អ្នកអាចដកវិញបានក្នុងរយៈពេល { NUMBER($seconds) } វិនាទី។

## Quality

assessment-quality = គុណភាព
assessment-quality-lead = មតិទីមួយនិងមតិទីពីរដូចគ្នាប៉ុណ្ណា ការសម្រេចចំណាយពេលប៉ុណ្ណា និងសេចក្ដីសម្រេចប៉ុន្មានត្រូវបានកែ ក្នុងរយៈពេលដប់ពីរខែចុងក្រោយ។ តួលេខទាំងនេះមិនមែនជារង្វាស់ស្នាដៃរបស់នរណាម្នាក់ទេ។
assessment-quality-all = ទាំងអស់គ្នា
assessment-quality-all-lead = ផលបូករបស់អ្នកវិភាគទាំងអស់។ គ្មាននរណាអាចអានតួលេខផ្ទាល់ខ្លួនរបស់នរណាម្នាក់នៅទីនេះទេ។
assessment-quality-own = របស់អ្នកផ្ទាល់
assessment-quality-own-lead = មានតែអ្នកទេដែលឃើញតួលេខទាំងនេះ។
assessment-quality-empty = មិនទាន់មានអ្វីត្រូវបានសម្រេចនៅឡើយទេ។
assessment-quality-uncompared = មិនទាន់មានមតិទីពីរនៅឡើយទេ។
assessment-quality-fields = ភាពដូចគ្នា តាមសំណួរ
assessment-quality-kappa-hint = កាប៉ា (Cohen) ជាភាពដូចគ្នាលើសពីអ្វីដែលកើតឡើងដោយចៃដន្យ៖ 1 គឺដូចគ្នាទាំងស្រុង 0 គឺដូចការចៃដន្យ។ បើមានតែពីរបីគូ វាមិនប្រាប់អ្វីច្រើនទេ។
assessment-quality-field = សំណួរ
assessment-quality-pairs = គូ
assessment-quality-agreed = ដូចគ្នា
assessment-quality-kappa = កាប៉ា
assessment-quality-months = តាមខែ
assessment-quality-agreement = ភាពដូចគ្នាលើចំណាត់ថ្នាក់ គិតជាភាគរយ តាមខែ
assessment-quality-time = រយៈពេលមធ្យមភាគ (មេដ្យាន) ពីការទទួលបន្ទុកដល់សេចក្ដីសម្រេច តាមខែ
assessment-quality-month = ខែ
assessment-quality-decisions = សេចក្ដីសម្រេច
assessment-quality-median = រយៈពេលមេដ្យាន
assessment-quality-ninetieth = ប្រាំបួនក្នុងដប់ក្នុងរយៈពេល
assessment-quality-settled = បានដោះស្រាយ
assessment-quality-overturned = ត្រូវបានកែ
assessment-quality-percent = { NUMBER($share) } %
assessment-quality-none = –

## When something cannot be done

assessment-problem-held = អ្នកវិភាគម្នាក់ទៀតបានទទួលបន្ទុកករណីនេះមុនអ្នក។ សូមជ្រើសរើសករណីផ្សេងពីបញ្ជីរង់ចាំ។
assessment-problem-not-held = អ្នកមិនមែនជាអ្នកទទួលបន្ទុកករណីនេះទេ ឬរយៈពេលរបស់អ្នកបានផុតកំណត់ហើយ។ សូមទទួលបន្ទុកវា ដើម្បីបន្ត។
assessment-problem-viewing-ended = វគ្គមើលបានចប់ហើយ។ សូមបើកវគ្គថ្មីនៅលើទំព័រករណី។
assessment-problem-too-many = ករណីនេះមានធាតុដល់ចំនួនអតិបរមាហើយ។
assessment-problem-moved = ករណីនេះបានផ្លាស់ប្ដូរក្នុងចន្លោះពេលនេះ។ សូមមើលវាម្ដងទៀតក្នុងបញ្ជីរង់ចាំ។
assessment-problem-own-decision = អ្នកបានចូលរួមក្នុងមតិទីមួយនៃករណីនេះ។ មតិទីពីរ និងការដោះស្រាយ ត្រូវធ្វើដោយអ្នកផ្សេង។
assessment-problem-unsettled = មតិទាំងពីរលើករណីនេះខុសគ្នា។ វារង់ចាំអ្នកត្រួតពិនិត្យ។
assessment-problem-already-released = អ្នកបានអនុញ្ញាតឱ្យបញ្ចេញករណីនេះរួចហើយ។ គ្មានអ្វីត្រូវបានធ្វើពីរដងទេ។
assessment-problem-too-late = យឺតពេលហើយមិនអាចដកវិញបានទេ៖ ផុតកំណត់ហើយ អ្នកផ្សេងបានបន្តធ្វើករណីនេះ ឬមានអ្វីមួយបានចេញក្រៅហើយ។
assessment-problem-items-stand = មតិទាំងពីរត្រូវផ្អែកលើធាតុដូចគ្នា ដូច្នេះមិនអាចបន្ថែមធាតុឥឡូវនេះបានទេ។ សូមសរសេរអ្វីដែលខ្វះក្នុងកំណត់ចំណាំ។
assessment-problem-no-reason = សូមប្រាប់មូលហេតុ ដោយមិនលើសពីពីរពាន់បៃ។
