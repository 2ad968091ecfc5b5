# ករណី៖ ស្ថានភាព លទ្ធផល និងមូលហេតុ។

intake-state-waiting = កំពុងរង់ចាំ
intake-state-assessing = កំពុងវាយតម្លៃ
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
intake-why-handed-over = អ្នកវិភាគបានប្រគល់មកវិញ
intake-why-lapsed = រយៈពេលទទួលបន្ទុករបស់អ្នកវិភាគបានផុតកំណត់
intake-why-released = សេចក្ដីសម្រេចត្រូវបានអនុញ្ញាតឱ្យបញ្ចេញ
intake-why-gone-by-rule = លែងមានទៀត តាមវិធាននៃការតាមដាន
intake-why-two-persons-word = បុគ្គលិកពីរនាក់បានបញ្ជាក់ដូច្នេះ
intake-why-reported-again = ត្រូវបានរាយការណ៍ម្ដងទៀត ហើយមាតិកានៅតែមាន
intake-why-police-concluded = នគរបាលមិនត្រូវការអ្វីបន្ថែមទៀតទេ
intake-why-corrected = សេចក្ដីសម្រេចត្រូវបានដកវិញ
intake-why-other = សូមមើលកំណត់ត្រាសវនកម្ម

intake-who-staff = បុគ្គលិកម្នាក់
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
intake-source-letterbox = ទម្រង់សាធារណៈ
intake-source-partner = កម្មវិធីរបស់ដៃគូ
intake-source-telephone = ទូរសព្ទ
intake-source-walk-in = មកដោយផ្ទាល់
intake-source-letter = លិខិត ឬអ៊ីមែល
intake-entry-language = ភាសារបស់អ្នករាយការណ៍
intake-entry-day = ថ្ងៃដែលវាមកដល់
intake-entry-hour = ម៉ោង
intake-entry-urls = អាសយដ្ឋានគេហទំព័រ
intake-entry-urls-hint = អាសយដ្ឋានមួយក្នុងមួយបន្ទាត់។ ក្រោយពីទម្រង់នេះ គ្មានទំព័រណាបង្ហាញអាសយដ្ឋានទាំងនេះក្រៅពីវគ្គមើលទេ។
intake-entry-urls-missing = សូមបញ្ចូលអាសយដ្ឋានគេហទំព័រយ៉ាងតិចមួយ។
intake-entry-danger = អ្នករាយការណ៍ប្រាប់ថាកុមារម្នាក់កំពុងស្ថិតក្នុងគ្រោះថ្នាក់
intake-entry-own-picture = អ្នករាយការណ៍គឺជា ឬធ្លាប់ជា កុមារដែលមាននៅក្នុងនោះ
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
intake-when-ahead = ពេលនេះមិនទាន់មកដល់ទេ។ គ្មានអ្វីត្រូវបានប្រាប់ក្រោយពេលឥឡូវនេះទេ។

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
intake-entered-lead = បន្ទាត់ត្រូវបានរាប់ដូចនៅក្នុងទម្រង់។
intake-entered-line = បន្ទាត់
intake-entered-what = លទ្ធផល
intake-entered-case = ករណី
intake-entered-another = បញ្ចូលរបាយការណ៍មួយទៀត
intake-placed-opened = ករណីថ្មី
intake-placed-joined = បានចូលរួមក្នុងករណីដែលកំពុងបើក
intake-placed-again = ករណីបានបិទហើយ ទីតាំងនឹងត្រូវពិនិត្យម្ដងទៀត
intake-placed-twice = ទីតាំងដដែលនឹងបន្ទាត់ខាងលើ
intake-placed-refused = មិនបានទទួល

## For partners’ programs

intake-api-key-missing = សូមផ្ញើបឋមកថា Idempotency-Key ឬ reference នៅក្នុងរបាយការណ៍។
intake-api-key-wrong = Idempotency-Key ត្រូវមានតួអក្សរ ASCII ដែលមើលឃើញ ពី 1 ដល់ 200 តួ។
intake-api-key-other = Idempotency-Key នេះត្រូវបានប្រើសម្រាប់សំណើផ្សេង។
intake-api-in-hand = សំណើដដែលកំពុងដំណើរការ។ សូមសួរម្ដងទៀតបន្តិចក្រោយ។
intake-api-reference-wrong = Reference ត្រូវមានពី 1 ដល់ 200 តួអក្សរ ដោយគ្មានតួអក្សរបញ្ជា។
intake-api-reference-other = របាយការណ៍ផ្សេងត្រូវបានផ្ញើដោយប្រើ reference នេះ។
intake-api-draw = របាយការណ៍ដែលផ្ញើដោយប្រើសោ គ្មានសញ្ញាសម្គាល់ទម្រង់ទេ។
intake-api-text = នេះត្រូវតែជាអត្ថបទ។
intake-api-language = មិនមានភាសានេះទេ។
