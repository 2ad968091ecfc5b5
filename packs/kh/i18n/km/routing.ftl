# ទំព័រករណី កិច្ចការ និងផ្លូវបញ្ជូន។

routing-case = ករណី { $reference }
routing-case-state = ស្ថានភាព
routing-case-opened = បានបើក
routing-case-reports = ចំនួនរបាយការណ៍
routing-on-this-page = នៅលើទំព័រនេះ
routing-reports = របាយការណ៍
routing-reports-at = បានមកដល់នៅ{ $at }។
routing-reports-between = របាយការណ៍ដំបូងមកដល់នៅ{ $first } ហើយចុងក្រោយនៅ{ $last }។
routing-reports-danger = ប្រាប់ថាកុមារកំពុងស្ថិតក្នុងគ្រោះថ្នាក់
routing-reports-own-picture = អំពីរូបភាពដែលមានអ្នករាយការណ៍ផ្ទាល់
routing-reports-bulk = ជាផ្នែកនៃការផ្ញើជាច្រើនឥតឈប់
routing-reports-feedback = ចង់ដឹងលទ្ធផល
routing-reports-said = ខ្លឹមសាររបាយការណ៍ និងសារ អានបានតែក្នុងវគ្គមើលប៉ុណ្ណោះ។
routing-reports-history = ពេលដែលរបាយការណ៍នីមួយៗមកដល់

## History

routing-history = អ្វីដែលបានកើតឡើង
routing-history-filter = ជ្រើសរើសប្រវត្តិដែលត្រូវបង្ហាញ
routing-history-all = ទាំងអស់
routing-history-earlier = មុននេះ
routing-history-newest = ត្រឡប់ទៅថ្មីបំផុត
routing-history-times = { $what }, { $count } ដង តាំងពី { $since }
routing-history-none = មិនទាន់មានអ្វីប្រភេទនេះកើតឡើងទេ។

routing-event-kind-report = របាយការណ៍
routing-event-kind-case = ករណី
routing-event-kind-message = សារ
routing-event-kind-trace = ការស្វែងរកទីតាំងម៉ាស៊ីនមេ
routing-event-kind-viewing = ការមើល
routing-event-kind-assessment = ការវាយតម្លៃ
routing-event-kind-decision = សេចក្ដីសម្រេច
routing-event-kind-route = ផ្លូវបញ្ជូន
routing-event-kind-police = នគរបាល
routing-event-kind-partner = បណ្ដាញដៃគូ
routing-event-kind-notice = លិខិតជូនដំណឹង
routing-event-kind-check = ការពិនិត្យ
routing-event-kind-note = កំណត់ចំណាំ

routing-event-tracing = សេចក្ដីសម្រេចរង់ចាំការស្វែងរកទីតាំងម៉ាស៊ីនមេ
routing-event-choosing = បុគ្គលិកត្រូវជ្រើសរើសប្រទេស
routing-event-waiting = លិខិតជូនដំណឹងទៅអ្នកផ្ដល់សេវាកំពុងរង់ចាំ
routing-event-carried-out = អ្នកដែលត្រូវជូនដំណឹងទាំងអស់បានទទួលដំណឹងហើយ
routing-event-superseded = ផ្លូវបញ្ជូនជុំថ្មីត្រូវយកជាគោល
routing-event-choose-country = ត្រូវធ្វើ៖ ជ្រើសរើសប្រទេស
routing-event-find-host = ត្រូវធ្វើ៖ ស្វែងរកកន្លែងផ្ទុកមាតិកា
routing-event-correct = ត្រូវធ្វើ៖ កែតម្រូវអ្វីដែលបានផ្ញើ
routing-event-look-again = ត្រូវធ្វើ៖ ពិនិត្យឡើងវិញ ព្រោះចម្លើយដែលបានយកតាមត្រូវបានដកវិញនៅករណីផ្សេង
routing-event-look-again-done = បានដោះស្រាយ៖ បានពិនិត្យឡើងវិញ
routing-event-correct-done = បានដោះស្រាយ៖ អ្វីដែលបានផ្ញើត្រូវបានកែតម្រូវ
routing-event-choose-country-done = បានដោះស្រាយ៖ ប្រទេស
routing-event-find-host-done = បានដោះស្រាយ៖ កន្លែងផ្ទុកមាតិកា
routing-event-note = បានសរសេរកំណត់ចំណាំ
routing-event-note-withdrawn = បានសរសេរកំណត់ចំណាំ ហើយអ្នកសរសេរបានដកវិញ

routing-why-moved = មាតិកាបានផ្លាស់ទីតាំង
routing-why-sources-differ = ប្រភពនានាបញ្ជាក់ប្រទេសខុសគ្នា
routing-why-host-found = បានដឹងថានរណាផ្ទុកមាតិកា
routing-why-contact-approved = អាសយដ្ឋានទំនាក់ទំនងត្រូវបានអនុម័ត
routing-why-contact-not-approved = អាសយដ្ឋានទំនាក់ទំនងមិនទាន់ត្រូវបានអនុម័ត
routing-why-other-contact = ត្រូវប្រើអាសយដ្ឋានទំនាក់ទំនងផ្សេង
routing-why-police-asked = នគរបាលបានស្នើ
routing-why-police-hold = នគរបាលស្នើឱ្យរង់ចាំ
routing-why-police-hold-ended = ការផ្អាករបស់នគរបាលបានបញ្ចប់
routing-why-silent-hold = នគរបាលស្នើឱ្យរក្សាភាពស្ងៀមស្ងាត់
routing-why-partner-time-passed = ផុតរយៈពេលកំណត់សម្រាប់បណ្ដាញដៃគូ
routing-why-no-legal-authority = កញ្ចប់ទិន្នន័យប្រទេសមិនបានបញ្ជាក់មូលដ្ឋានច្បាប់
routing-why-no-working-url = គ្មាននរណាបានជ្រើសរើសអាសយដ្ឋានសម្រាប់ប្រើការ
routing-why-refused = ម៉ាស៊ីនមេអ៊ីមែលបានបដិសេធ
routing-why-not-delivered = ផ្ញើមិនដល់
routing-why-case-went-on = ករណីនេះមិននៅដំណាក់កាលដដែលទេ
routing-why-after-watch-over = រយៈពេលតាមដានក្រោយបិទករណីបានចប់
routing-why-case-closed = ករណីត្រូវបានបិទ

## Notes

routing-notes = កំណត់ចំណាំ
routing-notes-none = មិនទាន់មាននរណាសរសេរកំណត់ចំណាំទេ។
routing-notes-all = កំណត់ចំណាំទាំងអស់
routing-note-write = សរសេរកំណត់ចំណាំ
routing-note-hint = សម្រាប់មិត្តរួមការងារ។ សូមកុំសរសេរអាសយដ្ឋានគេហទំព័រ។ ដើម្បីដាក់កំណត់ចំណាំនេះក្នុងកិច្ចការរបស់មិត្តរួមការងារម្នាក់ សូមសរសេរសញ្ញា @ និងឈ្មោះរបស់គាត់។ មិនលើសពី { $most } តួអក្សរ។ កំណត់ចំណាំមិនអាចកែពេលក្រោយបានទេ៖ សូមសរសេរមួយទៀត។ មិត្តរួមការងារដែលអាចត្រូវបានសុំមតិទីពីរក៏អានវាដែរ៖ មុនពេលអនុញ្ញាតឱ្យបញ្ចេញ សូមកុំសរសេរអំពីការវាយតម្លៃរបស់អ្នកលើករណីនេះ។
routing-note-names = ដាក់ក្នុងកិច្ចការរបស់
routing-note-names-hint = បន្ថែមលើអ្នកដែលមានឈ្មោះក្នុងកំណត់ចំណាំ។
routing-note-names-nobody = គ្មាននរណា
routing-note-add = បន្ថែមកំណត់ចំណាំ
routing-note-new = មានឈ្មោះអ្នក
routing-note-withdrawn = អ្នកសរសេរបានដកវិញហើយ។
routing-note-withdraw = ដកវិញ
routing-note-empty = សូមសរសេរកំណត់ចំណាំជាមុនសិន។
routing-note-too-long = កំណត់ចំណាំវែងពេក៖ សូមសរសេរមិនលើសពី { NUMBER($most) } តួអក្សរ។ អ្វីដែលអ្នកបានវាយមិនបាត់ទេ។
routing-note-no-reader = មិត្តរួមការងារនេះមិនអាចអានករណីបានទៀតទេ៖ សូមជ្រើសរើសអ្នកផ្សេង ឬមិនជ្រើសរើសនរណា។ អ្វីដែលអ្នកបានវាយមិនបាត់ទេ។
routing-note-too-late = កំណត់ចំណាំអាចដកវិញបានក្នុងរយៈពេលដប់នាទីប៉ុណ្ណោះ។ សូមសរសេរមួយទៀតដើម្បីកែវា។

## Record

routing-record = កំណត់ត្រាសវនកម្ម
routing-record-show = បង្ហាញកំណត់ត្រា ពីថ្មីបំផុតទៅ

routing-findings = អ្នកផ្ទុកមាតិកា
routing-no-findings = មិនទាន់បានសួរនរណាម្នាក់នៅឡើយទេ។
routing-finding-at = កាលបរិច្ឆេទ
routing-finding-source = ប្រភព
routing-finding-country = ប្រទេស
routing-finding-system = លេខ AS
routing-finding-said = លទ្ធផលរកឃើញ
routing-findings-earlier = ការស្វែងរកមុនៗ
routing-finding-addresses = អាសយដ្ឋាន៖ { $what }
routing-finding-chain = ឆ្លងកាត់ឈ្មោះ៖ { $what }
routing-finding-own-name = ឈ្មោះមួយនៃដែនដដែល
routing-finding-name-servers = ម៉ាស៊ីនមេឈ្មោះដែន៖ { $what }
routing-finding-address = អាសយដ្ឋាន៖ { $what }
routing-finding-range = បណ្ដាញ៖ { $what }
routing-finding-handle = លេខសម្គាល់បណ្ដាញ៖ { $what }
routing-finding-holder = ម្ចាស់បណ្ដាញ៖ { $what }
routing-finding-registrar = អ្នកចុះឈ្មោះដែន៖ { $what }
routing-finding-no-registrar = មិនបានបញ្ជាក់អ្នកចុះឈ្មោះដែន
routing-finding-table = តារាង៖ { $table } បង្កើតនៅ { $at }
routing-finding-abuse = អាសយដ្ឋានរាយការណ៍ពីការរំលោភ៖ { $address } – { $place }
routing-finding-said-at = ចម្លើយនៅ { $at }៖ ក្នុងមួយថ្ងៃមិនសួរម្ដងទៀតទេ
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
routing-country-by = ប្រទេស តាម{ $source }
routing-choose-lead = ប្រភពនានាបញ្ជាក់ប្រទេសខុសគ្នា ឬមិនបញ្ជាក់ប្រទេសណាមួយ។ សូមជ្រើសរើសប្រទេសដែលត្រូវយកជាគោល ហើយប្រាប់មូលហេតុ។ វិធានរបស់បណ្ដាញទាន់ហេតុការណ៍ ឬចម្លើយរបស់ប្រូកស៊ី មានអាទិភាពលើប្រភពផ្សេង។
routing-choose = ជ្រើសរើសប្រទេស
routing-back = ត្រឡប់ទៅករណីវិញ

routing-state-none = មិនទាន់បញ្ជូនទៅណាទេ៖ មិនទាន់មានសេចក្ដីសម្រេចត្រូវបានអនុញ្ញាតឱ្យបញ្ចេញ។
routing-state-tracing = កំពុងរង់ចាំការស្វែងរកទីតាំងម៉ាស៊ីនមេ។
routing-state-choosing = កំពុងរង់ចាំបុគ្គលិកជ្រើសរើសប្រទេស។
routing-state-waiting-police = អ្នកផ្ដល់សេវានឹងទទួលដំណឹង បន្ទាប់ពីនគរបាលយល់ព្រម ឬផុតកំណត់រង់ចាំ។
routing-state-waiting-partner = អ្នកផ្ដល់សេវានឹងទទួលដំណឹង បន្ទាប់ពីផុតរយៈពេលកំណត់សម្រាប់បណ្ដាញដៃគូ។
routing-state-carried-out = គ្មានអ្វីត្រូវសម្រេចនៅទីនេះទៀតទេ។ ផ្នែកនីមួយៗខាងក្រោមប្រាប់ថាវាបានដល់ណាហើយ។

routing-mentions = កំណត់ចំណាំដែលមានឈ្មោះអ្នក
routing-mention-who = ដោយ
routing-tasks = កិច្ចការ
routing-watch-late = ការតាមដានយឺតពេល។ ក្នុងចំណោមទីតាំងដែលកំពុងតាមដាន { $watched } មាន { $count } ដែលគួរត្រូវបានពិនិត្យរួចហើយ ដោយទីតាំងដំបូងគួរត្រូវបានពិនិត្យនៅ { $time }។ បើចំនួននេះមិនថយចុះទេ សូមឱ្យអ្នកគ្រប់គ្រងប្រព័ន្ធពិនិត្យមើលថា ប្រព័ន្ធដំណើរការងារនៅដំណើរការ និងបណ្ដាញនៅភ្ជាប់បានឬទេ។
routing-no-tasks = គ្មានអ្វីរង់ចាំបុគ្គលិកដោះស្រាយទេ។
routing-tasks-pages = ទំព័រកិច្ចការ
routing-tasks-first = កិច្ចការដែលចាស់ជាងគេ
routing-tasks-next = កិច្ចការបន្ទាប់
routing-task-case = ករណី
routing-task-since = តាំងពី
routing-task-what = អ្វីដែលត្រូវធ្វើ
routing-task-done = រួចរាល់
routing-to-dos = អ្វីដែលត្រូវធ្វើ
routing-since = តាំងពី { $since }
routing-to-do-choose-country = ប្រភពនានាបញ្ជាក់ប្រទេសខុសគ្នា៖ សូមជ្រើសរើសប្រទេសដែលត្រូវយកជាគោល។
routing-to-do-settle-opinion = អ្នកវិភាគពីរនាក់មានមតិខុសគ្នាលើករណីនេះ៖ អ្នកត្រួតពិនិត្យត្រូវដោះស្រាយ។
routing-to-do-find-host = គ្មាននរណាដឹងថាមាតិកានេះផ្ទុកនៅទីណា៖ សូមស្វែងរក ជ្រើសរើសប្រទេស ឬចុច «រួចរាល់»។
routing-to-do-hand-over = សូមប្រគល់របាយការណ៍ទៅបណ្ដាញដៃគូ ហើយកត់ត្រាលេខយោង។
routing-to-do-correct-referral = ត្រូវកែតម្រូវ៖ នគរបាលបានទទួលការបញ្ជូនដែលផ្អែកលើសេចក្ដីសម្រេចដែលបានដកវិញ។ សូមប្រាប់នគរបាលពីអ្វីដែលត្រឹមត្រូវឥឡូវនេះ រួចចុច «រួចរាល់»។
routing-to-do-correct-handover = ត្រូវកែតម្រូវ៖ បណ្ដាញដៃគូបានទទួលរបាយការណ៍ដែលផ្អែកលើសេចក្ដីសម្រេចដែលបានដកវិញ។ សូមប្រាប់បណ្ដាញដៃគូពីអ្វីដែលត្រឹមត្រូវឥឡូវនេះ រួចចុច «រួចរាល់»។
routing-to-do-correct-notice = ត្រូវកែតម្រូវ៖ អ្នកផ្ដល់សេវាបានទទួលលិខិតជូនដំណឹងដែលផ្អែកលើសេចក្ដីសម្រេចដែលបានដកវិញ។ សូមប្រាប់អ្នកផ្ដល់សេវាពីអ្វីដែលត្រឹមត្រូវឥឡូវនេះ រួចចុច «រួចរាល់»។

routing-to-do-look-again = ចម្លើយដែលករណីនេះយកតាម ត្រូវបានដកវិញនៅករណីផ្សេង៖ សូមពិនិត្យឡើងវិញ។ សូមដកសេចក្ដីសម្រេចវិញ ឬចុច «រួចរាល់» បើវានៅត្រឹមត្រូវ។
routing-to-do-read = អ្នករាយការណ៍បានប្រាប់អ្វីមួយដែលមិនទាន់មាននរណាអាន៖ សូមបើកវគ្គមើល។

routing-changed = ករណីនេះបានផ្លាស់ប្ដូរក្នុងចន្លោះពេលនេះ។ សូមថយក្រោយ ហើយមើលម្ដងទៀត។
routing-no-reason = សូមប្រាប់មូលហេតុដែលជ្រើសរើសប្រទេសនេះ ដោយមិនលើសពី { NUMBER(2000) } តួអក្សរ។
routing-no-country = សូមវាយបញ្ចូលប្រទេសជាអក្សរពីរ ដូចជា KH។ បើប្រភពខុសគ្នា សូមជ្រើសរើសប្រទេសណាមួយដែលប្រភពទាំងនោះបានប្រាប់។

routing-host-hidden = មិនស្គាល់ម៉ាស៊ីនមេពិតប្រាកដ៖ ទីតាំងនេះនៅពីក្រោយ { $proxy }។ ប្រទេសរបស់ { $proxy } មិនរាប់ជាប្រទេសផ្ទុកមាតិកាទេ។
routing-host-in-front = { $proxy } ស្ថិតនៅពីមុខទីតាំងនេះ។ ប្រទេសរបស់វាមិនរាប់ជាប្រទេសផ្ទុកមាតិកាទេ។
routing-host-by-rule = បានស្គាល់ម៉ាស៊ីនមេពិតប្រាកដតាមវិធានរបស់បណ្ដាញទាន់ហេតុការណ៍ ចុះ { $at }។
routing-host-by-answer = បានស្គាល់ម៉ាស៊ីនមេពិតប្រាកដតាមចម្លើយរបស់ប្រូកស៊ី ចុះ { $at }។
routing-host-itself = ប្រូកស៊ីឆ្លើយនៅ { $at } ថាខ្លួនផ្ទុកមាតិកានេះផ្ទាល់៖ ប្រទេសរបស់វាត្រូវបានរាប់។
routing-host-rule = វិធានរបស់បណ្ដាញទាន់ហេតុការណ៍៖ { $says } ({ $reach } ចាប់ពី { $at })។ { $reason }
routing-leads-elsewhere = ទីតាំងនេះនាំទៅទីតាំងមួយទៀត ក្នុង { $steps } ជំហាន តាមការសួរនៅ { $at }។
routing-leads-by-shortener = មានសេវាបង្រួញអាសយដ្ឋានដែលគេស្គាល់នៅតាមផ្លូវ។
routing-take-up = យកទីតាំងដែលវានាំទៅជាធាតុនៃករណី
routing-proxy-by-network = តាមជួរអាសយដ្ឋានរបស់វា
routing-proxy-by-system = តាមលេខ AS របស់វា
routing-proxy-by-name = តាមឈ្មោះដែលវាឆ្លងកាត់
routing-proxy-by-name-server = តាមម៉ាស៊ីនឈ្មោះដែនរបស់វា
routing-finding-proxy = { $proxy } { $by }
routing-finding-itself = ផ្ទុកមាតិកាដោយខ្លួនឯង
routing-finding-answer = ប្រាប់ដោយ { $by } នៅថ្ងៃ { $on }
routing-finding-redirect = ជំហានទី { $number }
routing-answer = កត់ត្រាចម្លើយរបស់ប្រូកស៊ី
routing-answer-lead = { $proxy } ស្ថិតនៅពីមុខទីតាំងនេះ។ សូមកត់ត្រាអ្វីដែលវាបានប្រាប់អំពីម៉ាស៊ីនមេពិតប្រាកដ៖ ករណីនឹងបន្តតាមនោះ។
routing-answer-itself = វាប្រាប់ថាខ្លួនផ្ទុកមាតិកានេះផ្ទាល់
routing-answer-address = អាសយដ្ឋានម៉ាស៊ីនមេ
routing-answer-address-hint = អាសយដ្ឋាន IP។ យើងសួរបញ្ជីចុះឈ្មោះថាជារបស់អ្នកណា។
routing-answer-provider = ឈ្មោះអ្នកផ្ដល់សេវា
routing-answer-mail = អាសយដ្ឋានអ៊ីមែលទទួលបណ្ដឹងនៅទីនោះ
routing-answer-said-by = អ្នកណាបានប្រាប់
routing-answer-said-on = នៅថ្ងៃណា
routing-answer-said-on-hint = ដូចជា 2026-01-05
routing-answer-take = កត់ត្រាទុក

routing-state-asking = រង់ចាំប្រូកស៊ីនៅពីមុខទីតាំងនេះប្រាប់ថាអ្នកណាជាម៉ាស៊ីនមេពិតប្រាកដ។
routing-event-asking = បានសួរប្រូកស៊ីថាអ្នកណាជាម៉ាស៊ីនមេពិតប្រាកដ
routing-event-ask-host = ត្រូវធ្វើ៖ ចម្លើយរបស់ប្រូកស៊ី
routing-event-ask-host-done = បានដោះស្រាយ៖ ចម្លើយរបស់ប្រូកស៊ី
routing-event-tell-moved = ត្រូវធ្វើ៖ ប្រាប់គេថាមាតិកាបានប្ដូរទីតាំង
routing-event-tell-moved-done = បានដោះស្រាយ៖ គេដឹងថាមាតិកាបានប្ដូរទីតាំង
routing-why-behind-proxy = មិនស្គាល់ម៉ាស៊ីនមេពិតប្រាកដ
routing-why-no-answer = នឹងគ្មានចម្លើយទេ
routing-why-rule-forbids = វិធានរបស់បណ្ដាញទាន់ហេតុការណ៍ហាម
routing-to-do-ask-host = បានសួរប្រូកស៊ីថាអ្នកណាជាម៉ាស៊ីនមេពិតប្រាកដ៖ សូមកត់ត្រាចម្លើយ ឬគូសថារួចរាល់បើគ្មានចម្លើយ។
routing-to-do-ask-host-first = មិនស្គាល់ម៉ាស៊ីនមេពិតប្រាកដ ហើយសំណួរទៅប្រូកស៊ីមិនទាន់បានចេញទេ៖ សូមបន្ថែម ឬអនុម័តអាសយដ្ឋានទំនាក់ទំនង សួរតាមវិធីផ្សេង ឬគូសថារួចរាល់។
routing-to-do-moved-handover = មាតិកាបានប្ដូរទីតាំង៖ បណ្ដាញដៃគូមានរបាយការណ៍អំពីទីតាំងចាស់។ សូមប្រាប់បណ្ដាញដៃគូ រួចគូសថារួចរាល់។
routing-to-do-moved-notice = មាតិកាបានប្ដូរទីតាំង៖ អ្នកផ្ដល់សេវាមានលិខិតជូនដំណឹងអំពីទីតាំងចាស់។ សូមប្រាប់អ្នកផ្ដល់សេវា រួចគូសថារួចរាល់។
routing-to-do-contact-changed = អ្នកផ្ដល់សេវាទទួលបណ្ដឹងនៅអាសយដ្ឋានផ្សេងពីអាសយដ្ឋានដែលលិខិតបានផ្ញើទៅ។ សូមពិនិត្យថាលិខិតបានដល់ រួចគូសថារួចរាល់។

## ភស្តុតាង

routing-evidence = ភស្តុតាង៖ គ្រប់ការស្វែងរក និងការពិនិត្យ សម្រាប់បោះពុម្ព
routing-evidence-of = ភស្តុតាងនៃករណី { $reference }
routing-evidence-lead = គ្រប់ការស្វែងរក និងគ្រប់ការពិនិត្យ ព្រមទាំងកាលបរិច្ឆេទ ប្រភព របៀបសួរ អ្វីដែលទទួលបាន និងកំណត់ត្រាសវនកម្មរបស់វា៖ លេខ និងហែសគឺជាអ្វីដែលសវនកម្មផ្ទៀងផ្ទាត់។ ឈ្មោះ និងអាសយដ្ឋានត្រូវបានសរសេរតាមរបៀបដែលមិនក្លាយជាតំណ។
routing-evidence-at = បានរៀបចំ
routing-evidence-traces = ការស្វែងរក
routing-evidence-checks = ការពិនិត្យ
routing-evidence-no-checks = មិនទាន់មាននរណាពិនិត្យទេ។
routing-evidence-check = ការពិនិត្យ
routing-evidence-digest = ហែសនៃឯកសារទាំងមូល (SHA-256)
routing-evidence-digest-hint = បានកត់ត្រាជាមួយទំព័រនេះ។ វាគណនាលើ JSON នៃខ្លឹមសារដូចគ្នា ដែលកម្មវិធីទទួលបាន។

## សេវា onion

routing-kind-onion = សេវា onion៖ គ្មានប្រទេស
routing-event-tell-by-hand = ត្រូវធ្វើ៖ ប្រាប់បណ្ដាញ INHOPE ដោយដៃ
routing-event-tell-by-hand-done = បានដោះស្រាយ៖ បានប្រាប់បណ្ដាញ INHOPE
routing-to-do-tell-by-hand = សេវា onion គ្មានប្រទេស និងគ្មានអ្នកផ្ដល់សេវាដែលអាចសរសេរទៅបាន៖ នគរបាលត្រូវបានជូនដំណឹង។ សូមបញ្ចូលរបាយការណ៍ក្នុង ICCAM ដោយដៃ រួចគូសថារួចរាល់។
