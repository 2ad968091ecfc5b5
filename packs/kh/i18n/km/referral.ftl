# ការបញ្ជូនទៅនគរបាល។

referral-title = នគរបាល
referral-none = គ្មានអ្វីត្រូវបានបញ្ជូនទៅនគរបាលទេ។
referral-urgent = បន្ទាន់
referral-no-unit = មិនទាន់មានអង្គភាពនគរបាល
referral-prepared-at = បានរៀបចំ
referral-sent-at = បានផ្ញើ
referral-police-reference = លេខយោងរបស់អង្គភាពនគរបាល
referral-maybe-resent = អង្គភាពនគរបាលអាចបានទទួលអ៊ីមែលនេះពីរដង ក្រោម Message-ID តែមួយ។

referral-state-prepared = បានរៀបចំ
referral-state-released = រង់ចាំផ្ញើ
referral-state-sent = បានផ្ញើ
referral-state-acknowledged = អង្គភាពនគរបាលបានបញ្ជាក់ការទទួល
referral-state-concluded = បានបញ្ចប់
referral-state-withdrawn = បានដកវិញមុនផ្ញើចេញ

referral-hold = ការផ្អាកការជូនដំណឹងដល់អ្នកផ្ដល់សេវា
referral-hold-none = មិនមាន
referral-hold-open = មាន រហូតដល់{ $until }។ ការពិនិត្យនៅតែបន្ត
referral-hold-silent = មាន រហូតដល់{ $until }។ ស្ងៀមស្ងាត់៖ មិនសួរនរណាម្នាក់អំពីទីតាំងនេះឡើយ
referral-hold-lifted = លែងមាន៖ នគរបាលបានយល់ព្រម
referral-hold-lapsed = លែងមាន៖ ផុតកំណត់រង់ចាំ

referral-acknowledge = កត់ត្រាការបញ្ជាក់ទទួល
referral-lift-too = នគរបាលយល់ព្រមឱ្យជូនដំណឹងដល់អ្នកផ្ដល់សេវាឥឡូវនេះ
referral-lift-too-hint = សូមគូសធីកតែនៅពេលនគរបាលបាននិយាយដូច្នេះ៖ លិខិតជូនដំណឹងដល់អ្នកផ្ដល់សេវានឹងចេញភ្លាម។
referral-lift = នគរបាលបានយល់ព្រម៖ ជូនដំណឹងដល់អ្នកផ្ដល់សេវា
referral-lift-hint = អ្នកផ្ដល់សេវាលែងរង់ចាំទៀត៖ លិខិតជូនដំណឹងនឹងចេញភ្លាម ហើយអ៊ីមែលដែលបានចេញហើយ មិនអាចយកមកវិញបានទេ។
referral-conclude = នគរបាលមិនត្រូវការអ្វីបន្ថែមទេ
referral-conclude-hint = ការបញ្ជូននេះនឹងបញ្ចប់ ហើយមិនអាចបើកឡើងវិញបានទេ។ បើគ្មាននរណាផ្សេងមានអ្វីត្រូវធ្វើលើករណីនេះទេ ករណីនឹងត្រូវបិទ។
referral-retry = ព្យាយាមផ្ញើម្ដងទៀត
referral-by-hand = ប្រគល់ដោយដៃ
referral-by-hand-hint = កញ្ចប់ឯកសារត្រូវបានរៀបចំ ហើយបិទជិតដោយសោរបស់អង្គភាព ដូច្នេះអ្នកដែលយកវាទៅមិនអាចអានបានទេ។ អ៊ីមែលនឹងលែងត្រូវបានផ្ញើចេញ លុះត្រាតែមាននរណាម្នាក់សម្រេចផ្ញើវាវិញ។ បើអង្គភាពមានសោថ្មី សូមធ្វើម្ដងទៀត។
referral-package-download = ទាញយកកញ្ចប់ឯកសារ
referral-package-made = បានបិទជិតដោយសោរបស់អង្គភាព នៅ{ $at }។ ការទាញយកម្ដងៗត្រូវបានកត់ត្រា។
referral-package-being-made = កញ្ចប់ឯកសារកំពុងត្រូវបានរៀបចំ៖ សូមមើលម្ដងទៀតក្នុងមួយនាទី។
referral-handed-over = បានប្រគល់ហើយ៖ កត់ត្រាបង្កាន់ដៃ
referral-handed-over-hint = សូមឱ្យអ្នកទទួលចុះហត្ថលេខា។ ឈ្មោះ និងលេខបង្កាន់ដៃត្រូវបានបិទជិតដោយសោ ហើយមានតែអ្នកត្រួតពិនិត្យ និងអ្នកគ្រប់គ្រងទេដែលអាចអានបាន។
referral-handed-over-at = បានប្រគល់
referral-handed-over-to = អ្នកទទួល
referral-receipt-number = លេខបង្កាន់ដៃ
referral-handed-over-save = កត់ត្រា
referral-place-hold = នគរបាលស្នើឱ្យរង់ចាំ
referral-place = ដាក់ការផ្អាក
referral-hold-kind = អ្វីដែលនគរបាលស្នើ
referral-hold-kind-open = ជូនដំណឹងដល់អ្នកផ្ដល់សេវានៅពេលក្រោយ។ ការពិនិត្យនៅតែបន្ត
referral-hold-kind-silent = ស្ងៀមស្ងាត់៖ មិនសួរនរណាម្នាក់អំពីទីតាំងនេះឡើយ
referral-message-id = លេខសម្គាល់អ៊ីមែល
referral-until-hint = ថ្ងៃ និងម៉ោង តាមម៉ោងរបស់បណ្ដាញទាន់ហេតុការណ៍។
referral-until = រហូតដល់

referral-to-do-no-contact = មិនទាន់មានអាសយដ្ឋានទំនាក់ទំនងរបស់នគរបាលដែលបានអនុម័តទេ៖ សូមអនុម័តមួយ នោះការបញ្ជូនទៅនគរបាលនឹងត្រូវបានផ្ញើ។
referral-to-do-contact-retired = អាសយដ្ឋានរបស់អង្គភាពត្រូវបានឈប់ប្រើ ក្រោយពេលអ៊ីមែលប្រហែលជាបានចេញផុតហើយ៖ សូមជូនដំណឹងអ្នកដែលទទួលបន្ទុកឥឡូវនេះតាមមធ្យោបាយផ្សេង ឬអនុម័តអាសយដ្ឋាននោះឡើងវិញ រួចផ្ញើម្ដងទៀត។
referral-to-do-no-working-url = មិនអាចសរសេរការបញ្ជូនទៅនគរបាលបានទេ៖ មានទីតាំងមួយដែលគ្មាននរណាបានជ្រើសរើសអាសយដ្ឋានសម្រាប់ប្រើការ។
referral-to-do-refused = ម៉ាស៊ីនមេអ៊ីមែលបានបដិសេធអ៊ីមែលបញ្ជូនទៅនគរបាលជាស្ថាពរ៖ សូមពិនិត្យអាសយដ្ឋានរបស់អង្គភាពនគរបាល ឬជូនដំណឹងដល់អង្គភាពនោះតាមវិធីផ្សេង។
referral-to-do-late = អ៊ីមែលបញ្ជូនទៅនគរបាលមិនទាន់ផ្ញើចេញបាន ហើយកំពុងព្យាយាមម្ដងទៀត៖ បើរង់ចាំមិនបាន សូមជូនដំណឹងដល់អង្គភាពនគរបាលតាមវិធីផ្សេង។
referral-to-do-key = វិញ្ញាបនបត្រ OpenPGP របស់អង្គភាពនគរបាលផុតកំណត់ ត្រូវបានដកហូត ឬប្រើមិនបាន៖ សូមសុំវិញ្ញាបនបត្រថ្មី រួចផ្ញើម្ដងទៀត ឬប្រគល់ដោយដៃ។
referral-to-do-came-back = អ៊ីមែលបញ្ជូនទៅនគរបាលបានត្រឡប់មកវិញ៖ សូមពិនិត្យអាសយដ្ឋានរបស់អង្គភាព រួចផ្ញើម្ដងទៀត ឬជូនដំណឹងតាមវិធីផ្សេង។
referral-to-do-answered = នគរបាលបានឆ្លើយតាមអ៊ីមែល៖ សូមអាន ហើយកត់ត្រាអ្វីដែលពួកគេបាននិយាយ។
referral-read = ខ្ញុំបានអានហើយ
referral-say-came-back = វាត្រឡប់មកវិញ ឬអង្គភាពអានមិនបាន
referral-to-do-not-delivered = អ៊ីមែលបញ្ជូនទៅនគរបាលផ្ញើមិនដល់៖ សូមពិនិត្យម៉ាស៊ីនបញ្ជូនអ៊ីមែល រួចផ្ញើម្ដងទៀត ឬជូនដំណឹងដល់អង្គភាពនគរបាលតាមវិធីផ្សេង។
referral-to-do-unsendable = មិនអាចសរសេរការបញ្ជូនទៅនគរបាលបានទេ៖ គំរូលិខិតរបស់កញ្ចប់ ឬអាសយដ្ឋានរបស់អង្គភាពមានបញ្ហា។ សូមឱ្យគេកែ រួចផ្ញើម្ដងទៀត ហើយជូនដំណឹងដល់អង្គភាពតាមវិធីផ្សេងនៅពេលនោះ។
referral-to-do-hand-over-urls = អាសយដ្ឋានមិនបានផ្ញើទៅជាមួយការបញ្ជូនទៅនគរបាលទេ៖ សូមប្រគល់កញ្ចប់ឯកសារដោយដៃ។
referral-to-do-hand-over = ការបញ្ជូននេះត្រូវប្រគល់ដោយដៃ៖ សូមទាញយកកញ្ចប់ឯកសារ យកទៅប្រគល់ជូនអង្គភាពនគរបាល ហើយកត់ត្រាបង្កាន់ដៃ។
referral-to-do-unprinted = មិនអាចបោះពុម្ពឯកសារនៃការបញ្ជូននេះជា PDF បានទេ ដូច្នេះមានតែ HTML ត្រូវបានផ្ញើ៖ សូមសួរអង្គភាពនគរបាលថាអាចអានបានឬទេ ហើយប្រាប់អ្នកថែទាំប្រព័ន្ធ។
referral-to-do-call = អង្គភាពនគរបាលមិនទាន់បានបញ្ជាក់ការទទួលទេ៖ សូមទូរសព្ទទៅអង្គភាពនោះ។

referral-changed = ការបញ្ជូនទៅនគរបាលបានផ្លាស់ប្ដូរក្នុងចន្លោះពេលនេះ។ សូមត្រឡប់ទៅករណី ហើយមើលម្ដងទៀត។
referral-until-wrong = សូមបញ្ជាក់ពេលបញ្ចប់ការផ្អាក៖ ថ្ងៃ និងម៉ោងនាពេលអនាគត ក្នុងរយៈពេលមួយឆ្នាំ។
referral-receipt-wrong = សូមបញ្ចូលឈ្មោះអ្នកទទួល និងលេខបង្កាន់ដៃ ដោយនីមួយៗមិនលើសពី { NUMBER(200) } តួអក្សរ។
referral-receipt-time-wrong = សូមបញ្ចូលថ្ងៃ និងម៉ោងដែលបានប្រគល់៖ ក្រោយពេលរៀបចំការបញ្ជូន ហើយមិនមែននាពេលអនាគត។
referral-no-key = អាសយដ្ឋានទំនាក់ទំនងរបស់អង្គភាពនគរបាលមិនមានសោ OpenPGP ដែលអាចប្រើបាន ឬមិនទាន់ត្រូវបានអនុម័ត។ សូមសុំសោពីអង្គភាព ពិនិត្យស្នាមម្រាមដៃរបស់សោតាមទូរសព្ទ បញ្ចូលវានៅទំព័រ «អាសយដ្ឋានទំនាក់ទំនង» រួចប្រគល់កញ្ចប់ឯកសារ។
referral-not-made = មិនទាន់មានកញ្ចប់ឯកសារទេ៖ វាកំពុងត្រូវបានរៀបចំ ឬអង្គភាពមានសោថ្មី។ សូមត្រឡប់ទៅករណី ហើយជ្រើសរើសប្រគល់ដោយដៃម្ដងទៀត។
referral-reference-wrong = សូមផ្ដល់លេខយោងរបស់អង្គភាពនគរបាល ដោយមិនលើសពី { NUMBER(200) } តួអក្សរ។

## What the police said

referral-said = អ្វីដែលនគរបាលបាននិយាយ
referral-said-acknowledged = ពួកគេបានបញ្ជាក់ការទទួល
referral-said-case-number = លេខសំណុំរឿងរបស់ពួកគេ
referral-said-feedback = មតិឆ្លើយតប
referral-said-victim-identified = បានរកឃើញអត្តសញ្ញាណជនរងគ្រោះ
referral-said-arrest = មានការចាប់ខ្លួន
referral-said-no-action = គ្មានវិធានការបន្ថែម
referral-said-other = រឿងផ្សេងទៀត
referral-said-struck = (បានឆូតចោល៖ កត់ត្រាខុស)
referral-said-strike = ឆូតចោល
referral-said-strike-hint = វានៅតែអាចអានបានក្នុងសភាពឆូតចោល ហើយលែងត្រូវបានរាប់។ ការនេះមិនអាចដកវិញបានទេ។
referral-said-write = កត់ត្រាអ្វីដែលនគរបាលបាននិយាយ
referral-said-hint = វាត្រូវបានបិទជិតដោយសោ ហើយមានតែអ្នកត្រួតពិនិត្យ និងអ្នកគ្រប់គ្រងទេដែលអាចអានបាន។ តួលេខស្ថិតិរាប់វាដោយមិនបញ្ជាក់ករណី។
referral-said-kind = ជាអ្វី
referral-said-on = នៅថ្ងៃណា
referral-said-text = ជាពាក្យ
referral-said-text-hint = ចាំបាច់សម្រាប់លេខសំណុំរឿង មតិឆ្លើយតប និងរឿងផ្សេងទៀត។
referral-said-save = កត់ត្រា
referral-day-wrong = សូមបញ្ចូលថ្ងៃដែលពួកគេបាននិយាយ ឬដែលរឿងនោះបានកើតឡើង៖ ថ្ងៃនេះ ឬមុននេះ។
referral-said-wrong = សូមបញ្ចូលអ្វីដែលពួកគេបាននិយាយ៖ លេខសំណុំរឿងយ៉ាងច្រើន ២០០ តួអក្សរ ពាក្យផ្សេងទៀតយ៉ាងច្រើន ៤.០០០ តួអក្សរ។
referral-counts-lead = ចំនួនដងដែលនគរបាលបានប្រាប់ពីលទ្ធផលនៃការបញ្ជូន តាមថ្ងៃដែលពួកគេបាននិយាយ ឬដែលរឿងនោះបានកើតឡើង។ គ្មានករណីណាមួយត្រូវបានបញ្ជាក់នៅទីនេះទេ។
referral-counts-first = ចាប់ពី
referral-counts-last = រហូតដល់
referral-counts-show = បង្ហាញ
referral-counts-words = ពាក្យដែលបានកត់ត្រា
referral-counts-cases = ករណី
referral-counts-hint = ពាក្យមួយត្រូវបានរាប់ម្ដងរាល់ពេលកត់ត្រា ហើយករណីមួយត្រូវបានរាប់ម្ដងសម្រាប់ប្រភេទនីមួយៗ។ ពាក្យដែលបានឆូតចោលមិនត្រូវបានរាប់ទេ។

## The package, on paper

referral-paper-title = ការបញ្ជូនលេខ { $reference }៖ មាតិការំលោភបំពានផ្លូវភេទលើកុមារតាមអ៊ីនធឺណិត
referral-paper-urgent = បន្ទាន់៖ កុមារម្នាក់អាចកំពុងស្ថិតក្នុងគ្រោះថ្នាក់
referral-paper-lead = បណ្ដាញទាន់ហេតុការណ៍សូមប្រគល់ករណីនេះជូនអង្គភាពដែលមានឈ្មោះខាងក្រោម។ ក្នុងអត្ថបទ អាសយដ្ឋានត្រូវបានសរសេរតាមរបៀបដែលមិនក្លាយជាតំណ។ គ្មានរូបភាព ឬវីដេអូណាមួយត្រូវបានយក រក្សាទុក ឬប្រគល់ឡើយ។
referral-paper-footer = ការបញ្ជូនលេខ { $reference } · សម្ងាត់
referral-paper-facts = ការបញ្ជូន
referral-paper-reference = លេខយោងរបស់យើង
referral-paper-date = កាលបរិច្ឆេទ
referral-paper-hotline = បណ្ដាញទាន់ហេតុការណ៍
referral-paper-unit = អង្គភាព
referral-paper-opened = រាយការណ៍លើកដំបូង
referral-paper-reports = ចំនួនរបាយការណ៍
referral-paper-hold = អ្នកផ្ដល់សេវារង់ចាំចម្លើយរបស់លោកអ្នករហូតដល់
referral-paper-asked = អ្វីដែលយើងស្នើសុំ និងរបៀបទាក់ទងយើង
referral-paper-answer-to = សូមឆ្លើយតបទៅ
referral-paper-about = យើងជានរណា
referral-paper-step-urgent = អាចមានកុមារកំពុងស្ថិតក្នុងគ្រោះថ្នាក់៖ សូមចាត់វិធានការជាបន្ទាន់។
referral-paper-step-confirm = សូមបញ្ជាក់ថាបានទទួលឯកសារនេះ តាមលេខយោងរបស់យើង { $reference } ហើយប្រាប់យើងនូវលេខសំណុំរឿងរបស់លោកអ្នក។
referral-paper-step-addresses = សូមយកអាសយដ្ឋានពិតប្រាកដពីតារាង ឬទិន្នន័យដែលភ្ជាប់មកជាមួយ កុំចម្លងពីអត្ថបទនេះ៖ កម្មវិធីអាន PDF បង្ហាញវាជាឯកសារភ្ជាប់ (រូបដង្កៀបក្រដាស)។ វាក៏ជាឯកសារដាច់ដោយឡែកនៅជាមួយឯកសារនេះដែរ។
referral-paper-step-word = សូមប្រាប់យើងមុន{ $until } ថាតើអាចជូនដំណឹងដល់អ្នកផ្ដល់សេវាបានឬទេ។ មុនពេលនោះ យើងមិនជូនដំណឹងដល់អ្នកផ្ដល់សេវាទេ។ ក្រោយពេលនោះ យើងនឹងស្នើអ្នកផ្ដល់សេវាឱ្យរក្សាទុកភស្តុតាង និងលុបមាតិកា។
referral-paper-step-wait = សូមប្រាប់យើងជាបន្ទាន់ បើមិនត្រូវជូនដំណឹងដល់អ្នកផ្ដល់សេវា ឬបើមិនត្រូវសួរនរណាម្នាក់អំពីទីតាំងនេះ។
referral-paper-step-outcome = សូមប្រាប់យើងពីលទ្ធផល តាមដែលលោកអ្នកអាចប្រាប់បាន៖ វាជួយឱ្យយើងជួយអ្នកដទៃ។
referral-paper-classification = ចំណាត់ថ្នាក់
referral-paper-class = ចំណាត់ថ្នាក់ INHOPE
referral-paper-law = ច្បាប់
referral-paper-law-since = ចូលជាធរមានតាំងពី
referral-paper-decided = បានសម្រេច
referral-paper-danger = កុមារម្នាក់កំពុងស្ថិតក្នុងគ្រោះថ្នាក់
referral-paper-victim = ជនរងគ្រោះម្នាក់នៅក្នុងប្រទេសនេះ
referral-paper-suspect = ជនសង្ស័យម្នាក់នៅក្នុងប្រទេសនេះ
referral-paper-yes = បាទ/ចាស
referral-paper-places = ទីតាំង និងអ្នកផ្ទុក
referral-paper-place = ទីតាំង
referral-paper-country = ប្រទេស
referral-paper-network = បណ្ដាញ
referral-paper-addresses = អាសយដ្ឋាន IP
referral-paper-traced = បានតាមរក
referral-paper-places-note = អ្វីដែលបញ្ជីឈ្មោះនីមួយៗបានឆ្លើយ មានពាក្យដើមក្នុងទិន្នន័យដែលភ្ជាប់មកជាមួយ។
referral-paper-history = អ្វីដែលបានកើតឡើង
referral-paper-when = ពេលណា
referral-paper-what = អ្វី
referral-paper-evidence = ខ្សែច្រវាក់ភស្តុតាង
referral-paper-digest = SHA-256 នៃទិន្នន័យដែលភ្ជាប់
referral-paper-entries = ចំនួនកំណត់ត្រា
referral-paper-last = លេខរបស់កំណត់ត្រាចុងក្រោយដែលបានចងក្រង
referral-paper-hash = Hash របស់វា
referral-paper-evidence-note = កំណត់ត្រានីមួយៗត្រូវបានចងភ្ជាប់ទៅកំណត់ត្រាមុន ហើយមានហត្ថលេខា។ ទិន្នន័យដែលភ្ជាប់បញ្ជាក់កំណត់ត្រានីមួយៗនៃករណីនេះតាមលេខ និង hash របស់វា ហើយបណ្ដាញទាន់ហេតុការណ៍អាចបង្ហាញថាគ្មានកំណត់ត្រាណាមួយត្រូវបានកែឡើយ។
referral-paper-data = ការបញ្ជូននេះជាទិន្នន័យ (JSON)
referral-paper-table = អាសយដ្ឋានពិតប្រាកដ (CSV)

## The alarm

referral-alarm-subject = បន្ទាន់៖ សញ្ញាប្រកាសអាសន្ន { $reference }
referral-alarm-reports-wait = { $reports ->
    [one] មានរបាយការណ៍បន្ទាន់មួយកំពុងរង់ចាំ។
   *[other] មានរបាយការណ៍បន្ទាន់ { NUMBER($reports) } កំពុងរង់ចាំ។
}
referral-alarm-letters-wait = { $letters ->
    [one] មានលិខិតបន្ទាន់មួយមិនទាន់បានចេញទៅទាន់ពេល។
   *[other] មានលិខិតបន្ទាន់ { NUMBER($letters) } មិនទាន់បានចេញទៅទាន់ពេល។
}
referral-alarm-text = សញ្ញាប្រកាសអាសន្ន { $reference }។ វានឹងរោទ៍ម្ដងទៀត រហូតដល់នរណាម្នាក់ទទួលយកនៅតុការងារ ក្រោម «សញ្ញាប្រកាសអាសន្ន»។
referral-alarms-title = សញ្ញាប្រកាសអាសន្ន
referral-alarms-lead = របាយការណ៍ដែលប្រាប់ថាកុមារម្នាក់កំពុងស្ថិតក្នុងគ្រោះថ្នាក់ឥឡូវនេះ នឹងរោទ៍ហៅអ្នកប្រចាំការ រហូតដល់នរណាម្នាក់ទទួលយកនៅទីនេះ។ លិខិតបន្ទាន់ដែលមិនទាន់បានចេញទៅទាន់ពេលក៏រោទ៍ដែរ។
referral-alarms-none = មិនទាន់មានសញ្ញាណារោទ៍ទេ។
referral-alarm-rings = កំពុងរោទ៍
referral-alarm-over = បានទទួលយក
referral-alarm-unheard = មិនអាចទាក់ទងអ្នកប្រចាំការណាម្នាក់បានទេ៖ សូមទូរសព្ទទៅពួកគេដោយផ្ទាល់។
referral-alarm-opened = បានចាប់ផ្ដើម
referral-alarm-reports = របាយការណ៍
referral-alarm-letters = លិខិតបន្ទាន់ដែលយឺតពេល
referral-alarm-rung = ចំនួនដងដែលបានរោទ៍
referral-alarm-first = រោទ៍លើកដំបូងក្រោយ
referral-alarm-seconds = { NUMBER($seconds) } វិនាទី
referral-alarm-acknowledged = ដោយ { $name } នៅ{ $at }
referral-alarm-quiet = ចាត់ទុកជាលំហូរតែមួយរហូតដល់
referral-alarm-cases = ករណី
referral-alarm-flood = នេះជាលំហូររបាយការណ៍ក្លែងក្លាយ
referral-alarm-flood-hint = ក្នុងកន្លះម៉ោងខាងមុខ របាយការណ៍បន្ទាន់នឹងចូលរួមក្នុងសញ្ញានេះ ហើយមិនរោទ៍ឡើយ។ ទោះយ៉ាងណា វានៅតែឈរមុនគេក្នុងជួររង់ចាំ។
referral-alarm-acknowledge = ខ្ញុំទទួលយក

## What happened, in the timeline of a case

referral-event-prepared = បានរៀបចំការបញ្ជូនទៅនគរបាល
referral-event-released = ការបញ្ជូនទៅនគរបាលរង់ចាំផ្ញើ
referral-event-sent = បានផ្ញើការបញ្ជូនទៅនគរបាល
referral-event-acknowledged = នគរបាលបានបញ្ជាក់ការទទួល
referral-event-said = នគរបាល { $on }៖ { $what }
referral-event-struck = នគរបាល { $on }៖ { $what } (បានឆូតចោល៖ កត់ត្រាខុស)
referral-event-concluded = នគរបាលមិនត្រូវការអ្វីបន្ថែមទៀតទេ
referral-event-withdrawn = ការបញ្ជូនទៅនគរបាលត្រូវបានដកវិញមុនពេលផ្ញើ
referral-event-hold-none = ការជូនដំណឹងដល់អ្នកផ្ដល់សេវាមិនចាំបាច់រង់ចាំទេ
referral-event-hold-open = ការជូនដំណឹងដល់អ្នកផ្ដល់សេវារង់ចាំនគរបាល
referral-event-hold-silent = ការជូនដំណឹងដល់អ្នកផ្ដល់សេវារង់ចាំ ហើយមិនសួរនរណាម្នាក់អំពីទីតាំងនេះទេ
referral-event-hold-lifted = ការជូនដំណឹងដល់អ្នកផ្ដល់សេវាលែងចាំបាច់រង់ចាំទៀត៖ នគរបាលបានយល់ព្រម
referral-event-hold-lapsed = ការជូនដំណឹងដល់អ្នកផ្ដល់សេវាលែងចាំបាច់រង់ចាំទៀត៖ ផុតកំណត់រង់ចាំហើយ
