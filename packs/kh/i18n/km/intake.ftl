# ករណី៖ ស្ថានភាព លទ្ធផល និងមូលហេតុ។

intake-state-waiting = កំពុងរង់ចាំ
intake-state-assessing = កំពុងវាយតម្លៃ
intake-state-second-opinion = រង់ចាំមតិទីពីរ
intake-state-acting = កំពុងចាត់វិធានការ
intake-state-closed = បានបិទ

intake-outcome-gone = មាតិកាលែងមានទៀតហើយ
intake-outcome-access-disabled = ការចូលមើលត្រូវបានបិទ
intake-outcome-not-illegal = មិនខុសច្បាប់
intake-outcome-unavailable = មិនអាចវាយតម្លៃបាន
intake-outcome-out-of-remit = ក្រៅវិសាលភាពការងាររបស់បណ្ដាញទាន់ហេតុការណ៍នេះ
intake-outcome-handed-over = នគរបាល ឬបណ្ដាញដៃគូបានទទួលយកទៅធ្វើបន្ត

intake-why-reported = ត្រូវបានរាយការណ៍
intake-why-claimed = អ្នកវិភាគម្នាក់បានទទួលបន្ទុក
intake-why-second-opinion = អ្នកវិភាគម្នាក់ទៀតវាយតម្លៃដែរ
intake-why-opinion-given = មតិទីពីរត្រូវបានផ្ដល់
intake-why-opinion-withdrawn = អ្នកត្រួតពិនិត្យបានដកមតិទីពីរវិញ
intake-why-settled = អ្នកត្រួតពិនិត្យបានដោះស្រាយ
intake-why-taken-back = ត្រូវបានដកវិញ
intake-why-handed-over = អ្នកវិភាគបានប្រគល់មកវិញ
intake-why-handed-to-colleague = បានប្រគល់ទៅមិត្តរួមការងារម្នាក់
intake-why-lapsed = រយៈពេលទទួលបន្ទុករបស់អ្នកវិភាគបានផុតកំណត់
intake-why-released = សេចក្ដីសម្រេចត្រូវបានអនុញ្ញាតឱ្យបញ្ចេញ
intake-why-gone-by-rule = លែងមានទៀត តាមវិធាននៃការតាមដាន
intake-why-rule-and-person = លែងមានទៀតតាមវិធាន ដោយមើលពីកន្លែងតែមួយ ហើយបុគ្គលិកម្នាក់បានបញ្ជាក់
intake-why-kept-from-everybody = ត្រូវបានបិទមិនឱ្យមើលពីគ្រប់កន្លែង ក្រោយលិខិតជូនដំណឹង
intake-why-came-back = មាតិកាបានត្រឡប់មកវិញ
intake-why-came-back-changed = ទីតាំងនោះឆ្លើយតបម្ដងទៀត តែខុសពីមុន
intake-why-two-persons-word = បុគ្គលិកពីរនាក់បានបញ្ជាក់ដូច្នេះ
intake-why-reported-again = ត្រូវបានរាយការណ៍ម្ដងទៀត ហើយមាតិកានៅតែមាន
intake-why-police-concluded = នគរបាលមិនត្រូវការអ្វីបន្ថែមទៀតទេ
intake-why-corrected = សេចក្ដីសម្រេចត្រូវបានដកវិញ
intake-why-report = តាមអ្វីដែលរបាយការណ៍បានប្រាប់
intake-why-decision = សេចក្ដីសម្រេចមួយត្រូវបានបញ្ចេញ
intake-why-crowd = មនុស្សច្រើនបានរាយការណ៍
intake-why-flood = របាយការណ៍របស់វាជាផ្នែកនៃការផ្ញើជាច្រើនឥតឈប់

# What happened, in the timeline of a case.
intake-event-report = បានរាយការណ៍៖ { $source }
intake-event-message-came = មានសារមកដល់
intake-event-message-sent = បានផ្ញើសារ
intake-event-class-danger = ក្នុងបញ្ជីរង់ចាំ៖ កុមារកំពុងស្ថិតក្នុងគ្រោះថ្នាក់
intake-event-class-own-picture = ក្នុងបញ្ជីរង់ចាំ៖ រូបភាពដែលមានអ្នករាយការណ៍ផ្ទាល់
intake-event-class-police = ក្នុងបញ្ជីរង់ចាំ៖ នគរបាលសាកសួរ
intake-event-class-severe = ក្នុងបញ្ជីរង់ចាំ៖ ធ្ងន់ធ្ងរ
intake-event-class-raised = ក្នុងបញ្ជីរង់ចាំ៖ មនុស្សច្រើនបានរាយការណ៍
intake-event-class-ordinary = ក្នុងបញ្ជីរង់ចាំ៖ ធម្មតា
intake-event-class-bulk = ក្នុងបញ្ជីរង់ចាំ៖ របាយការណ៍ចំនួនច្រើនដូចៗគ្នា

intake-who-staff = មិត្តរួមការងារម្នាក់
intake-who-job = ប្រព័ន្ធ
intake-who-operator = បន្ទាត់ពាក្យបញ្ជា
intake-who-reporter = អ្នករាយការណ៍
intake-who-partner = កម្មវិធីរបស់ដៃគូ

## Taking reports at the desk

intake-start-title = ទទួលរបាយការណ៍
intake-start-lead = របាយការណ៍ដែលមិនបានមកតាមទម្រង់សម្រាប់សាធារណជន។
intake-start-programs = កម្មវិធីរបស់ដៃគូផ្ញើរបាយការណ៍ដោយខ្លួនវា ដោយប្រើសោដែលអ្នកគ្រប់គ្រងប្រព័ន្ធផ្ដល់ឱ្យ។

intake-entry-title = ទូរសព្ទ មកដោយផ្ទាល់ ឬលិខិត
intake-entry-source = តើវាមកតាមផ្លូវណា?
intake-source-letterbox = ទម្រង់សម្រាប់សាធារណជន
intake-source-partner = កម្មវិធីរបស់ដៃគូ
intake-source-file = ឯកសាររបាយការណ៍
intake-source-telephone = ទូរសព្ទ
intake-source-walk-in = មកដោយផ្ទាល់
intake-source-police = នគរបាលសាកសួរ
intake-source-letter = លិខិត ឬអ៊ីមែល
intake-entry-language = ភាសារបស់អ្នករាយការណ៍
intake-entry-day = ថ្ងៃដែលវាមកដល់
intake-entry-hour = ម៉ោង
intake-entry-urls = អាសយដ្ឋានគេហទំព័រ
intake-entry-urls-hint = អាសយដ្ឋានមួយក្នុងមួយបន្ទាត់។ ក្រោយពីទម្រង់នេះ គ្មានទំព័រណាបង្ហាញអាសយដ្ឋានទាំងនេះក្រៅពីវគ្គមើលទេ។
intake-entry-urls-missing = សូមបញ្ចូលអាសយដ្ឋានគេហទំព័រយ៉ាងតិចមួយ។
intake-entry-danger = អ្នករាយការណ៍ប្រាប់ថាកុមារម្នាក់កំពុងស្ថិតក្នុងគ្រោះថ្នាក់ឥឡូវនេះ
intake-entry-own-picture = អ្នករាយការណ៍ជា ឬធ្លាប់ជា កុមារដែលមានក្នុងរូបភាពនោះ
intake-entry-category = តើវាទាក់ទងនឹងអ្វី?
intake-entry-found-on = តើបានឃើញនៅកន្លែងណា?
intake-entry-shown-as = តើមានអ្វីបង្ហាញនៅទីនោះ?
intake-entry-seen = តើបានឃើញនៅពេលណា?
intake-entry-reach = តើគេទៅដល់ទីនោះតាមរបៀបណា?
intake-entry-narrative = អ្វីដែលអ្នករាយការណ៍បានប្រាប់
intake-entry-contact = តើអាចទាក់ទងអ្នករាយការណ៍តាមរបៀបណា?
intake-entry-contact-hint = សូមបំពេញតែពេលអ្នករាយការណ៍ចង់ប៉ុណ្ណោះ បើមិនដូច្នេះទេ សូមទុកឱ្យនៅទទេ។
intake-entry-unsaid = មិនបានប្រាប់
intake-entry-unlisted = សូមជ្រើសរើសចម្លើយមួយក្នុងចំណោមចម្លើយដែលមាន។
intake-entry-send = បញ្ចូលរបាយការណ៍
intake-entry-sent-before = ទម្រង់នេះត្រូវបានបញ្ចូលពីមុនហើយ ដោយពាក្យផ្សេង។ ឥឡូវនេះគ្មានអ្វីត្រូវបានរក្សាទុកទេ។ បើនេះជារបាយការណ៍ផ្សេង សូមចុចប៊ូតុងម្ដងទៀត។
intake-when-form = សូមសរសេរកាលបរិច្ឆេទជា 2030-01-31 ឬពេលវេលាជា 2030-01-31T09:00:00Z។
intake-when-ahead = ពេលវេលានេះស្ថិតនៅអនាគត។ អ្វីដែលបានប្រាប់ មិនអាចប្រាប់ក្រោយពេលឥឡូវនេះបានទេ។

intake-found-on-website = គេហទំព័រ
intake-found-on-social-network = បណ្ដាញសង្គម
intake-found-on-messaging = កម្មវិធីផ្ញើសារ
intake-found-on-forum = វេទិកាពិភាក្សា
intake-found-on-game = ហ្គេម
intake-found-on-file-sharing = សេវាចែករំលែកឯកសារ
intake-found-on-onion = សេវា onion
intake-found-on-other = កន្លែងផ្សេង
intake-shown-as-image = រូបភាព
intake-shown-as-video = វីដេអូ
intake-shown-as-live-stream = ការផ្សាយផ្ទាល់
intake-shown-as-text = អត្ថបទ
intake-seen-today = ថ្ងៃនេះ
intake-seen-this-week = សប្ដាហ៍នេះ
intake-seen-this-month = ខែនេះ
intake-seen-earlier = មុននេះ

intake-entered-title = របាយការណ៍ត្រូវបានបញ្ចូលហើយ
intake-entered-lead = លេខបន្ទាត់រាប់តាមលំដាប់ក្នុងទម្រង់។
intake-entered-line = បន្ទាត់
intake-entered-what = លទ្ធផល
intake-entered-case = ករណី
intake-entered-another = បញ្ចូលរបាយការណ៍មួយទៀត
intake-placed-opened = ករណីថ្មី
intake-placed-joined = បានបញ្ចូលក្នុងករណីដែលកំពុងបើក
intake-placed-again = ករណីបានបិទហើយ ទីតាំងនឹងត្រូវពិនិត្យម្ដងទៀត
intake-placed-twice = ទីតាំងដូចគ្នានឹងបន្ទាត់ខាងលើ
intake-placed-refused = មិនបានទទួល

## A file of reports

intake-import-title = ឯកសាររបាយការណ៍
intake-import-lead = សូមបិទភ្ជាប់អត្ថបទនៃឯកសារ CSV។ បន្ទាត់នីមួយៗត្រូវបានបញ្ចូលជារបាយការណ៍មួយ ហើយបន្ទាត់ដែលមានលេខយោងដូចគ្នា គឺជារបាយការណ៍តែមួយ។ បន្ទាត់ដដែលមិនត្រូវបានបញ្ចូលពីរដងឡើយ ទោះផ្ញើប៉ុន្មានដងក៏ដោយ។ ក្រោយពីនោះ គ្មានទំព័រណាបង្ហាញអាសយដ្ឋានក្រៅពីវគ្គមើលទេ។
intake-import-large = ទំព័រនេះទទួលបាន { NUMBER($most) } បន្ទាត់។ ឯកសារធំជាងនេះត្រូវនាំចូលតាមបន្ទាត់ពាក្យបញ្ជា។
intake-import-sender = តើអ្នកណាបានរៀបចំឯកសារនេះ?
intake-import-sender-hint = ឈ្មោះអង្គភាព ឬបុគ្គល។ សូមសរសេរឱ្យដូចគ្នារាល់លើក ព្រោះបន្ទាត់របស់អ្នកផ្ញើម្នាក់ត្រូវបានសម្គាល់តាមឈ្មោះនេះ។
intake-import-sender-wrong = សូមបញ្ចូលឈ្មោះអ្នករៀបចំឯកសារ មិនលើសពី { NUMBER(200) } តួអក្សរ។
intake-import-text = អត្ថបទនៃឯកសារ
intake-import-text-hint = បន្ទាត់ទីមួយសរសេរឈ្មោះជួរឈរ ដែលខណ្ឌដោយសញ្ញាក្បៀស (,) សញ្ញាចំណុចក្បៀស (;) ឬថេប (Tab)។
intake-import-leave-out = រំលងជួរឈរដែលប្រព័ន្ធមិនស្គាល់ឈ្មោះ
intake-import-send = នាំចូល
intake-import-columns = ជួរឈរ
intake-import-columns-lead = តាមលំដាប់ណាក៏បាន។ មានតែជួរឈរ url ទេដែលត្រូវតែមាន។
intake-import-column = ជួរឈរ
intake-import-meaning = អ្វីដែលត្រូវសរសេរ
intake-import-column-url = អាសយដ្ឋានគេហទំព័រ បើមានច្រើនក្នុងក្រឡាមួយ សូមសរសេរមួយក្នុងមួយបន្ទាត់
intake-import-column-received = ពេលដែលវាមកដល់អ្នកផ្ញើ សរសេរជា 2030-01-31 ឬ 2030-01-31T09:00:00Z
intake-import-column-reference = លេខយោងដែលអ្នកផ្ញើដាក់ឱ្យរបាយការណ៍
intake-import-empty = គ្មានអត្ថបទទេ។
intake-import-no-text = នេះមិនមែនជាអត្ថបទនៃឯកសារ CSV ទេ។ សូមរក្សាទុកតារាងជា «CSV UTF-8» បើកវាជាអត្ថបទ រួចបិទភ្ជាប់អត្ថបទនោះ។
intake-import-no-header = បន្ទាត់ទីមួយត្រូវសរសេរឈ្មោះជួរឈរ ហើយមួយក្នុងចំណោមនោះត្រូវជា url។
intake-import-twice = ជួរឈរ { $column } ត្រូវបានសរសេរពីរដង។
intake-import-unknown = ប្រព័ន្ធមិនស្គាល់ជួរឈរទាំងនេះទេ៖ { $columns }។ សូមប្ដូរឈ្មោះ ឬជ្រើសរើសរំលងវា។
intake-import-unknown-api = អត្ថបទនេះមានជួរឈរដែលមិនស្គាល់។ សូមដកវាចេញ ឬផ្ញើ leave_out។
intake-import-no-lines = គ្មានបន្ទាត់ណានៅខាងក្រោមឈ្មោះជួរឈរទេ។
intake-import-many = មានលើសពី { NUMBER($most) } បន្ទាត់។ គ្មានអ្វីត្រូវបាននាំចូលទេ។
intake-import-not-utf-8 = មានតួអក្សរដែលមិនមែនជា UTF-8
intake-import-line-too-long = បន្ទាត់វែងជាង 256 KiB
intake-import-quote = សញ្ញាសម្រង់មិនត្រូវបានបិទ ឬនៅខុសកន្លែង
intake-import-too-many-cells = មានក្រឡាច្រើនជាងជួរឈរ
intake-import-no-url = គ្មានអាសយដ្ឋានគេហទំព័រ
intake-import-too-many-urls = មានអាសយដ្ឋានគេហទំព័រលើសពី { NUMBER(100) }
intake-import-not-a-url = នេះមិនមែនជាអាសយដ្ឋានគេហទំព័រតែមួយទេ
intake-import-media = នេះជាខ្លឹមសារនៃឯកសារមួយ ហើយឯកសារមិនត្រូវបានទទួលជាដាច់ខាត
intake-import-other-scheme = ទទួលតែអាសយដ្ឋាន http និង https ប៉ុណ្ណោះ
intake-import-not-public = អាសយដ្ឋាននេះមិនស្ថិតនៅលើអ៊ីនធឺណិតសាធារណៈទេ
intake-import-malformed-host = ឈ្មោះគេហទំព័រសរសេរមិនត្រឹមត្រូវ
intake-import-mistyped-onion = ឈ្មោះសេវាអ៊ុនយ៉ុន (onion) វាយខុស
intake-import-malformed-port = លេខក្រោយឈ្មោះគេហទំព័រមិនមែនជាលេខច្រកទេ
intake-import-url-too-long = អាសយដ្ឋានវែងពេក
intake-import-line-break = មានការចុះបន្ទាត់ក្នុងអាសយដ្ឋាន
intake-import-control-character = មានតួអក្សរបញ្ជា
intake-import-unlisted = នេះមិនមែនជាចម្លើយមួយក្នុងចំណោមចម្លើយដែលមានទេ
intake-import-not-yes-or-no = នេះមិនមែន yes ហើយក៏មិនមែន no
intake-import-text-too-long = អត្ថបទវែងពេក
intake-import-not-a-date = សូមសរសេរកាលបរិច្ឆេទជា 2030-01-31 ឬពេលវេលាជា 2030-01-31T09:00:00Z
intake-import-lies-ahead = ពេលវេលានេះស្ថិតនៅអនាគត
intake-import-not-a-reference = លេខយោងមានយ៉ាងច្រើន { NUMBER(200) } តួអក្សរ ដោយគ្មានតួអក្សរបញ្ជា
intake-import-changed = អាសយដ្ឋានដដែលត្រូវបាននាំចូលដោយលេខយោងនេះរួចហើយ តែមានពាក្យផ្សេង
intake-import-reference-full = បាននាំចូល { NUMBER(200) } បន្ទាត់ដោយលេខយោងនេះ ដែលជាចំនួនច្រើនបំផុតសម្រាប់របាយការណ៍មួយ
intake-import-refused = មិនអាចអានបាន

intake-imported-title = លទ្ធផលនៃបន្ទាត់នីមួយៗ
intake-imported-lead = លេខបន្ទាត់រាប់តាមលំដាប់ក្នុងឯកសារ ដោយបន្ទាត់ឈ្មោះជួរឈរជាបន្ទាត់ទីមួយ។
intake-imported-cut-off = ការនាំចូលនេះមិនទាន់ចប់ទេ៖ វាកំពុងដំណើរការ ឬត្រូវបានកាត់ផ្ដាច់។ សូមនាំចូលអត្ថបទដដែលម្ដងទៀត គ្មានអ្វីត្រូវបានបញ្ចូលពីរដងទេ។
intake-imported-before = មានរួចហើយ
intake-imported-refused = មិនបានទទួល៖ { $reason }
intake-imported-refused-column = មិនបានទទួល (ជួរឈរ { $column })៖ { $reason }
intake-imported-next = បន្ទាត់បន្ទាប់
intake-imported-another = នាំចូលឯកសារផ្សេងទៀត

## For partners’ programs

intake-api-reference-wrong = Reference ត្រូវមានពី 1 ដល់ 200 តួអក្សរ ដោយគ្មានតួអក្សរបញ្ជា។
intake-api-reference-other = របាយការណ៍ផ្សេងត្រូវបានផ្ញើដោយប្រើ reference នេះ។
intake-api-draw = របាយការណ៍ដែលផ្ញើដោយប្រើសោ គ្មានសញ្ញាសម្គាល់ទម្រង់ និងមិនត្រូវការភស្តុតាងនៃការគណនាទេ។
intake-api-text = នេះត្រូវតែជាអត្ថបទ។
intake-api-language = មិនមានភាសានេះទេ។
