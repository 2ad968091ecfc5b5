# លិខិតជូនដំណឹងដល់អ្នកផ្ដល់សេវា និងការតាមដានរហូតដល់មាតិកាបាត់។

takedown-title = ការលុបមាតិកា
takedown-notices = លិខិតជូនដំណឹង
takedown-no-notices = មិនទាន់បានសរសេរលិខិតជូនដំណឹងទេ។
takedown-unaddressed = ត្រូវធ្វើ៖ យើងមិនស្គាល់អាសយដ្ឋានទំនាក់ទំនងរបស់អ្នកដែលផ្ទុកមាតិកានេះទេ។ សូមបន្ថែម និងអនុម័តអាសយដ្ឋានទំនាក់ទំនងមួយ នោះលិខិតជូនដំណឹងនឹងត្រូវបានផ្ញើ។
takedown-unwritten = ត្រូវធ្វើ៖ លិខិតអំពីទីតាំងនេះត្រូវបានដកវិញ ហើយគ្មានអ្នកណាត្រូវបានស្នើឱ្យធ្វើអ្វីឡើយ។ ពេលដល់ពេលសមស្រប សូមឱ្យសរសេរទៅអ្នកដែលផ្ទុកមាតិកានេះនៅពេលនោះ។
takedown-write-again = សរសេរទៅអ្នកផ្ដល់សេវា
takedown-forbidden = វិធានរបស់បណ្ដាញទាន់ហេតុការណ៍ហាមមិនឱ្យទាក់ទងអ្នកដែលគ្រប់គ្រងទីតាំងនេះទេ៖ គ្មានលិខិតជូនដំណឹងណាមួយត្រូវបានសរសេរទៅពួកគេឡើយ។
takedown-asks-host = អ៊ីមែលនេះសួរប្រូកស៊ីនៅពីមុខទីតាំងនេះថា អ្នកណាជាម៉ាស៊ីនមេពិតប្រាកដ។ សូមកត់ត្រាចម្លើយនៅក្រោមចំណងជើង «ផ្លូវបញ្ជូន»។
takedown-to-contacts = អាសយដ្ឋានទំនាក់ទំនង
takedown-to = ជូនចំពោះ
takedown-since = តាំងពី
takedown-answer = អ្វីដែលអ្នកផ្ដល់សេវាបាននិយាយ
takedown-waits = ត្រូវធ្វើ៖ សូមអនុម័តអាសយដ្ឋានទំនាក់ទំនង។ លិខិតជូនដំណឹងកំពុងរង់ចាំវា។
takedown-held = នគរបាលស្នើឱ្យរង់ចាំ។ លិខិតជូនដំណឹងនឹងចេញ នៅពេលនគរបាលយល់ព្រម ឬផុតកំណត់រង់ចាំ។
takedown-failed = ត្រូវធ្វើ៖ លិខិតជូនដំណឹងនេះផ្ញើមិនដល់។ សូមពិនិត្យអាសយដ្ឋានទំនាក់ទំនង រួចព្យាយាមម្ដងទៀត ឬដកវាវិញ។
takedown-maybe-resent = ការតភ្ជាប់បានដាច់ ពេលកំពុងផ្ញើលិខិតជូនដំណឹងនេះ។ អ្នកផ្ដល់សេវាប្រហែលជាបានទទួលវាពីរដង ក្រោម Message-ID តែមួយ។
takedown-to-hand-over = ត្រូវធ្វើ៖ អាសយដ្ឋានមិនបានផ្ញើទៅជាមួយលិខិតជូនដំណឹងនេះទេ។ សូមប្រគល់វាតាមវិធីផ្សេង។
takedown-answer-label = អ្វីដែលអ្នកផ្ដល់សេវាបានឆ្លើយ
takedown-acknowledge = កត់ត្រាចម្លើយ
takedown-bounced = លិខិតត្រូវបានបញ្ជូនត្រឡប់មកវិញ
takedown-handed-over = ខ្ញុំបានប្រគល់អាសយដ្ឋានហើយ
takedown-retry = ព្យាយាមម្ដងទៀត
takedown-withdraw = ដកវិញ

## States of a notice

takedown-state-drafted = រង់ចាំអាសយដ្ឋានទំនាក់ទំនង
takedown-state-held = រង់ចាំនគរបាល
takedown-state-released = បានអនុញ្ញាតឱ្យបញ្ចេញ
takedown-state-queued = កំពុងផ្ញើ
takedown-state-sent = បានផ្ញើ
takedown-state-acknowledged = បានទទួលចម្លើយ
takedown-state-settled = បានបញ្ចប់
takedown-state-failed = ផ្ញើមិនដល់
takedown-state-bounced = ត្រឡប់មកវិញ
takedown-state-withdrawn = បានដកវិញ

## Checks

takedown-checks = តើវានៅមានទៀតឬទេ?
takedown-checks-newest = ការពិនិត្យថ្មីបំផុត
takedown-watch-none = ទីតាំងនេះមិនស្ថិតក្រោមការតាមដានទេ។
takedown-watch-due = ការពិនិត្យស្វ័យប្រវត្តិបន្ទាប់៖ { $time }។
takedown-watch-after = ករណីនេះបានបិទ។ ដើម្បីដឹងថាមាតិកាត្រឡប់មកវិញឬទេ ការពិនិត្យស្វ័យប្រវត្តិបន្ទាប់នឹងធ្វើនៅ៖ { $time }។
takedown-watch-off = ការពិនិត្យស្វ័យប្រវត្តិត្រូវបានបិទ៖ សូមមើលដោយខ្លួនឯងម្ដងម្កាល ហើយកត់ត្រាអ្វីដែលអ្នកបានឃើញ។
takedown-watch-ended = ការតាមដានបានបញ្ចប់។
takedown-page-hint = តើវាជាទំព័រដែលពាក្យរបស់វាបង្ហាញថា មាតិកានៅមានឬអត់ឬ? យើងនឹងអាន HTML របស់វាដើម្បីពិនិត្យពាក្យ ដោយមិនយករូបភាព ឬវីដេអូឡើយ ហើយអ្វីដែលរក្សាទុកមានតែលេខមួយប៉ុណ្ណោះ។
takedown-mark-page = តាមដានពាក្យក្នុងទំព័រនេះ
takedown-unmark-page = ឈប់តាមដានពាក្យក្នុងទំព័រនេះ
takedown-page-marked = វាត្រូវបានកំណត់ថាជាទំព័រនៅ { $time }៖ ពាក្យរបស់វាមិនទាន់បានអាននៅឡើយទេ។
takedown-page-compared = វាត្រូវបានតាមដានជាទំព័រ៖ ពាក្យរបស់វាត្រូវបានប្រៀបធៀបជាមួយពាក្យនៅ { $time }។
takedown-look-now = ពិនិត្យឥឡូវនេះ
takedown-own-look = កត់ត្រាអ្វីដែលខ្ញុំបានឃើញ
takedown-own-look-hint = សូមមើលតែនៅពេលដែលវិធានរបស់បណ្ដាញទាន់ហេតុការណ៍អនុញ្ញាត។ ការបញ្ជាក់ថាវាលែងមាន មានសុពលភាពតែនៅពេលបុគ្គលិកម្នាក់ទៀតបញ្ជាក់ដូចគ្នា។
takedown-record = កត់ត្រា
takedown-at = ពេល
takedown-cause = មូលហេតុ
takedown-vantage = មើលពីណា
takedown-vantage-house = បណ្ដាញរបស់យើង
takedown-seen = អ្វីដែលបានរកឃើញ
takedown-status = លេខស្ថានភាព
takedown-verdict = លទ្ធផលពិនិត្យ
takedown-decide-lead = ត្រូវធ្វើ៖ ការពិនិត្យថ្មីបំផុតមិនបានបង្ហាញថា មាតិកានៅមានឬអត់ទេ។ សូមប្រាប់អ្វីដែលអ្នកបានដឹង។
takedown-word = តើមាតិកានេះយ៉ាងណាហើយ
takedown-word-up = វានៅមាននៅឡើយ
takedown-word-gone = វាលែងមានទៀតហើយ
takedown-word-access-disabled = វានៅមាន ប៉ុន្តែគ្មាននរណាចូលមើលបានទៀតទេ
takedown-reason = តើអ្នកដឹងដោយរបៀបណា
takedown-decide = សម្រេច
takedown-unconfirmed = បុគ្គលិកម្នាក់បាននិយាយថា៖ { $word }។ ករណីនេះនឹងបិទ នៅពេលបុគ្គលិកម្នាក់ទៀតបញ្ជាក់។
takedown-unconfirmed-rule = ត្រូវធ្វើ៖ តាមវិធាននៃការតាមដាន មាតិកានេះលែងមានទៀតហើយ ប៉ុន្តែយើងបានមើលពីកន្លែងតែមួយ ឬពីក្នុងប្រទេសតែប៉ុណ្ណោះ។ សូមអានការពិនិត្យខាងក្រោម។ ករណីនេះនឹងបិទ នៅពេលបុគ្គលិកម្នាក់បញ្ជាក់។
takedown-another-person = អ្នកបាននិយាយដូច្នេះដោយខ្លួនឯង៖ ត្រូវមានបុគ្គលិកម្នាក់ទៀតបញ្ជាក់។
takedown-confirm = ខ្ញុំបញ្ជាក់៖ បិទករណីនេះ
takedown-take-back = តាមពិតវានៅមាននៅឡើយ

## Why there was a check

takedown-cause-watch = ការតាមដាន
takedown-cause-asked = បុគ្គលិកម្នាក់បានស្នើ
takedown-cause-again = មានការរាយការណ៍ម្ដងទៀត
takedown-cause-person = បុគ្គលិកម្នាក់បានមើល

## What was found

takedown-seen-up = វាឆ្លើយតប
takedown-seen-not-found = រកមិនឃើញនៅទីនោះ
takedown-seen-no-such-name = គ្មានឈ្មោះដែននេះទេ
takedown-seen-elsewhere = វាឆ្លើយតបពីបណ្ដាញអ៊ីនធឺណិតផ្សេង
takedown-seen-redirected = វានាំទៅកន្លែងផ្សេង
takedown-seen-other-words = វានៅទីនោះ ប៉ុន្តែមានពាក្យខុសពីមុន
takedown-seen-error-with-200 = វាឆ្លើយតបដូចអាសយដ្ឋានដែលគ្មានពិត
takedown-seen-parked = ឈ្មោះដែនរបស់វាត្រូវបានចតទុក
takedown-seen-blocked = វាមិនឆ្លើយតបមកយើងទេ
takedown-seen-forbidden = ត្រូវបានហាមមិនឱ្យយើងមើល
takedown-seen-server-error = ម៉ាស៊ីនមេមានកំហុស
takedown-seen-head-refused = ម៉ាស៊ីនមេមិនទទួលការពិនិត្យប្រភេទនេះទេ
takedown-seen-silent = គ្មានចម្លើយ
takedown-seen-refused = គ្មានអ្វីទទួលការតភ្ជាប់នៅអាសយដ្ឋានរបស់វាទេ
takedown-seen-odd = ចម្លើយដែលមិនប្រាប់អ្វីច្បាស់
takedown-seen-untrusted = វិញ្ញាបនបត្ររបស់ម៉ាស៊ីនមេមានបញ្ហា៖ អ្វីដែលវាឆ្លើយមិនរាប់ជាការបានទេ
takedown-seen-not-asked = មិនបានសួរ៖ វិធានរបស់យើងហាមឃាត់
takedown-seen-as-said = វាឆ្លើយតបដូចពេលដែលមនុស្សម្នាក់បាននិយាយថាវាលែងមានហើយ
takedown-seen-person = បុគ្គលិកម្នាក់បានឃើញ

## អ្វីដែលទទួលបានពីការពិនិត្យ

takedown-came = ភស្តុតាងនៃការពិនិត្យនៅ { $time }
takedown-came-older = ភស្តុតាងនៃការពិនិត្យមុនៗ
takedown-came-as-sent = អ្វីដែលម៉ាស៊ីនមេបានឆ្លើយ នៅទីនេះដូចវាបានផ្ញើមក៖ ម៉ោងរបស់វាជាម៉ោង GMT។
takedown-came-none = គ្មានសំណើណាមួយទទួលបានចម្លើយ ហើយគ្មានសំណើណាមួយទៅដល់ម៉ាស៊ីនមេទេ។
takedown-came-step = សំណើទី { NUMBER($number) }
takedown-came-page-step = សំណើទី { NUMBER($number) } សម្រាប់ពាក្យនៅលើទំព័រ
takedown-came-invented-step = សំណើទី { NUMBER($number) } ទៅអាសយដ្ឋានប្រឌិត
takedown-came-unreadable = ភស្តុតាងនៃការពិនិត្យនេះបើកលែងបានហើយ។
takedown-came-ended = ហេតុអ្វីបានជាគ្មានចម្លើយ
takedown-came-method = របៀបសួរ
takedown-method-head = HEAD
takedown-method-unverified = HEAD ទោះបីវិញ្ញាបនបត្រមានបញ្ហាក៏ដោយ
takedown-method-first-byte = GET សុំតែបៃដំបូង ហើយឈប់ត្រឹមចុងបញ្ចប់នៃបឋមកថា
takedown-method-page = GET សុំទំព័រ
takedown-came-words = ពាក្យនៅលើទំព័រ
takedown-came-words-unread = អានមិនបាន
takedown-came-words-first = បានអានជាលើកដំបូង
takedown-came-words-same = ដូចមុន
takedown-came-words-other = ខុសពីមុន
takedown-came-distance = ភាពខុសគ្នានៃពាក្យ
takedown-came-bits = { NUMBER($count) } ប៊ីត ក្នុងចំណោម ៦៤
takedown-came-whole = បានអានប៉ុនណា
takedown-came-part = មួយផ្នែក៖ ទំព័រវែងពេក
takedown-came-invented = អ្វីដែលម៉ាស៊ីនមេឆ្លើយចំពោះអាសយដ្ឋានប្រឌិត
takedown-came-alike = ដូចគ្នានឹងអាសយដ្ឋាននេះ
takedown-came-unlike = ខុសពីអាសយដ្ឋាននេះ
takedown-came-parked = ឈ្មោះដែនត្រូវបានចតទុកដោយ
takedown-parked-network = ស្គាល់តាមបណ្ដាញអាសយដ្ឋានដែលបានឆ្លើយ
takedown-parked-host = ស្គាល់តាមម៉ាស៊ីនមេដែលបានឆ្លើយ
takedown-parked-name-server = ស្គាល់តាមម៉ាស៊ីនមេឈ្មោះ
takedown-fault-url = នេះមិនមែនជាអាសយដ្ឋានគេហទំព័រទេ
takedown-fault-astray = វានាំទៅអ្វីដែលមិនមែនជាអាសយដ្ឋានគេហទំព័រ
takedown-fault-no-resolver = មិនទាន់បានកំណត់ម៉ាស៊ីនរកឈ្មោះដែនទេ
takedown-fault-no-such-name = គ្មានឈ្មោះដែននេះ ឬវាគ្មានអាសយដ្ឋាន
takedown-fault-aliases = ឈ្មោះដែនរបស់វានាំតាមឈ្មោះផ្សេងច្រើនពេក
takedown-fault-names-failed = DNS មិនបានឆ្លើយទេ
takedown-fault-forbidden = គ្មានអាសយដ្ឋានណាមួយរបស់វាដែលអនុញ្ញាតឱ្យសួរទេ
takedown-fault-redirects = វានាំបន្តច្រើនដងពេក
takedown-fault-unreachable = តភ្ជាប់ទៅម៉ាស៊ីនមេមិនបាន
takedown-fault-vantage = ប្រើចំណុចពិនិត្យនោះមិនបាន
takedown-fault-no-tor = គ្មានផ្លូវទៅសេវា onion ទេ
takedown-fault-handshake = តភ្ជាប់ដោយអ៊ិនគ្រីបទៅម៉ាស៊ីនមេមិនបាន
takedown-fault-certificate = ផ្ទៀងផ្ទាត់ម៉ាស៊ីនមេមិនបាន
takedown-fault-timed-out = ម៉ាស៊ីនមេចំណាយពេលយូរពេក
takedown-fault-broken = ម៉ាស៊ីនមេមិនបានឆ្លើយត្រឹមត្រូវទេ
takedown-fault-too-large = វាធំពេកពេលពន្លា
takedown-fault-not-html = វាមិនមែនជាទំព័រទេ
takedown-fault-status = ម៉ាស៊ីនមេបដិសេធមិនឱ្យមើលទំព័រ
takedown-came-address = អាសយដ្ឋានដែលបានឆ្លើយតប
takedown-came-certificate = វិញ្ញាបនបត្រ (SHA-256)
takedown-came-fault = បញ្ហានៃវិញ្ញាបនបត្រ
takedown-came-expired = មិនមានសុពលភាពនៅពេលនេះទេ
takedown-came-wrong-name = ជារបស់ម៉ាស៊ីនមេផ្សេង
takedown-came-unknown-issuer = គ្មានអ្នកដែលយើងទុកចិត្តបានចុះហត្ថលេខាលើវាទេ
takedown-came-other = បញ្ហាផ្សេង

## Verdicts

takedown-verdict-up = នៅមាន
takedown-verdict-missing = រកមិនឃើញ រង់ចាំបញ្ជាក់
takedown-verdict-gone-here = លែងមានទៀត តាមការមើលពីម្ខាង៖ រង់ចាំបញ្ជាក់
takedown-verdict-gone = លែងមានទៀតហើយ
takedown-verdict-access-disabled = ការចូលមើលត្រូវបានបិទ
takedown-verdict-moved = បានផ្លាស់ទីតាំង
takedown-verdict-changed = បានផ្លាស់ប្ដូរ
takedown-verdict-blocked = រារាំងមិនឱ្យយើងមើល
takedown-verdict-error-page = ទំព័រកំហុស
takedown-verdict-unsure = មិនប្រាកដ

## What cannot be done

takedown-changed = ព័ត៌មាននេះបានផ្លាស់ប្ដូរក្នុងចន្លោះពេលនេះ ឬករណីនេះលែងស្ថិតក្នុងការចាត់វិធានការហើយ។ សូមថយក្រោយ ហើយមើលម្ដងទៀត។
takedown-impossible = លិខិតជូនដំណឹងនេះបានប្ដូរស្ថានភាពក្នុងចន្លោះពេលនេះ។ សូមថយក្រោយ ហើយមើលម្ដងទៀត។
takedown-same-person = អ្នកបានសម្រេចដូច្នេះដោយខ្លួនឯង។ ត្រូវមានបុគ្គលិកម្នាក់ទៀតបញ្ជាក់។
takedown-no-reason = សូមប្រាប់ថាអ្នកដឹងដោយរបៀបណា។ គ្មានអ្វីត្រូវបានរក្សាទុកទេ។
takedown-no-authority = ការពិនិត្យស្វ័យប្រវត្តិត្រូវបានបិទ ព្រោះកញ្ចប់ទិន្នន័យប្រទេសមិនបានបញ្ជាក់មូលដ្ឋានច្បាប់សម្រាប់វាទេ។ សូមមើលដោយខ្លួនឯង ហើយកត់ត្រាអ្វីដែលអ្នកបានឃើញ។

## What happened, in the timeline of a case

takedown-event-notice = លិខិតជូនដំណឹងទៅអ្នកផ្ដល់សេវា៖ { $state }
takedown-event-watch-due = ទីតាំងនេះស្ថិតក្រោមការតាមដាន
takedown-event-watch-after = ករណីបានបិទ។ ការពិនិត្យនៅបន្តមួយរយៈ ដើម្បីដឹងថាមាតិកាត្រឡប់មកវិញឬទេ
takedown-event-watch-off = ការពិនិត្យស្វ័យប្រវត្តិត្រូវបានបិទ
takedown-event-watch-ended = ការតាមដានបានបញ្ចប់
takedown-event-page-marked = បានកំណត់ថាជាទំព័រ៖ ពាក្យរបស់វាត្រូវបានតាមដាន
takedown-event-page-unmarked = លែងតាមដានជាទំព័រទៀតហើយ
takedown-event-check = ការពិនិត្យ៖ { $verdict }
takedown-event-decided = បុគ្គលិកម្នាក់បញ្ជាក់អំពីការពិនិត្យ៖ { $verdict }
takedown-event-confirmed = បុគ្គលិកម្នាក់ទៀតក៏បញ្ជាក់ដែរ៖ { $verdict }

takedown-to-do-say-meaning = ការពិនិត្យចុងក្រោយមិនបញ្ជាក់អ្វីដោយខ្លួនវាទេ៖ សូមប្រាប់ថាវាមានន័យអ្វី។
takedown-to-do-confirm-end = ទីតាំងនេះហាក់ដូចជាត្រូវបានដកចេញហើយ៖ ត្រូវមានអ្នកម្នាក់ទៀតបញ្ជាក់ មុននឹងករណីបញ្ចប់។

## Letters: the mails in which notices leave

takedown-letter = លិខិតរួម
takedown-to-letter = បើកលិខិតរួម
takedown-letters = លិខិតរួម
takedown-letters-lead = លិខិតជូនដំណឹងទៅអាសយដ្ឋានតែមួយត្រូវបានផ្ញើរួមគ្នាក្នុងលិខិតរួមតែមួយ។ នៅទីនេះមានលិខិតរួមដែលមិនទាន់ផ្ញើ និងលិខិតរួមដែលផ្ញើមិនដល់។
takedown-letters-none = គ្មានលិខិតរួមណារង់ចាំទេ។
takedown-letters-all = លិខិតរួមទាំងអស់
takedown-letters-prepared-only = តែលិខិតរួមដែលត្រូវបំពេញដោយដៃ
takedown-letters-waiting-only = តែលិខិតរួមដែលរង់ចាំការអនុញ្ញាតឱ្យផ្ញើ
takedown-letters-pages = ទំព័រនៃបញ្ជី
takedown-letters-first = ទំព័រដំបូង
takedown-letters-next = ទំព័របន្ទាប់
takedown-letters-no-holidays = ប្រតិទិននៃទិន្នន័យប្រទេសមិនទាន់មានថ្ងៃឈប់សម្រាកសម្រាប់ឆ្នាំនេះ ឬឆ្នាំក្រោយដែលជិតមកដល់ទេ៖ សូមឱ្យគេបញ្ចូល។ មុនពេលនោះ លិខិតរួមនឹងត្រូវផ្ញើសូម្បីក្នុងថ្ងៃឈប់សម្រាក។
takedown-letter-places = ទីតាំង
takedown-letter-state = ស្ថានភាព
takedown-letter-case = ករណី
takedown-letter-purpose = អ្វីដែលស្នើសុំ
takedown-letter-remove = សុំលុបមាតិកា
takedown-letter-ask-host = សួរថាអ្នកណាផ្ដល់ម៉ាស៊ីនមេ
takedown-letter-due = ផ្ញើក្រោយ
takedown-letter-urgent = បន្ទាន់
takedown-letter-is-urgent = កុមារម្នាក់អាចស្ថិតក្នុងគ្រោះថ្នាក់៖ លិខិតរួមនេះមិនរង់ចាំម៉ោងធ្វើការ និងមិនរង់ចាំការអនុញ្ញាតឡើយ។
takedown-letter-first = មិនទាន់មានលិខិតរួមណារបស់យើងទៅដល់អាសយដ្ឋាននេះពីមុនទេ។
takedown-letter-preview-hint = លិខិតរួមនឹងអានដូច្នេះ ប្រសិនបើផ្ញើឥឡូវ។ អាសយដ្ឋាននៃទីតាំងបង្ហាញតែក្នុងវគ្គមើលប៉ុណ្ណោះ៖ នៅទីនេះមានសញ្ញាជំនួស។
takedown-letter-composed = លិខិតរួមនេះបានរៀបចំរួច៖ ចាប់ពីពេលនេះវាមិនប្រែប្រួលទៀត ហើយត្រូវបានរក្សាទុកដោយបិទត្រា។ អត្ថបទរបស់វាមិនអាចបង្ហាញនៅទីនេះទេ។
takedown-letter-as-it-left = លិខិតរួមបានរៀបចំដូច្នេះ។ អាសយដ្ឋាននៃទីតាំងបង្ហាញតែក្នុងវគ្គមើលប៉ុណ្ណោះ៖ នៅទីនេះមានសញ្ញាជំនួស។
takedown-letter-by-hand = អ្នកផ្ដល់សេវានេះទទួលរបាយការណ៍តែតាមទម្រង់ប៉ុណ្ណោះ។ សូមបំពេញទម្រង់ដោយអត្ថបទខាងលើ ម្ដងមួយទីតាំង ឬតាមដែលទម្រង់សុំ។ សូមបើកអាសយដ្ឋានពិតប្រាកដនៃទីតាំងនីមួយៗលើទំព័រករណីរបស់វា ក្នុងវគ្គមើល ហើយកុំផ្ដល់វាទៅកន្លែងណាក្រៅពីទម្រង់នេះ។ បន្ទាប់មក សូមប្រាប់នៅទីនេះថាបានបំពេញនៅថ្ងៃណា។
takedown-letter-by-hand-held = នគរបាលសុំឱ្យរង់ចាំជាមួយទីតាំងខ្លះ៖ សូមពិនិត្យទីតាំងម្ដងទៀត ដើម្បីដកទីតាំងទាំងនោះចេញ មុននឹងបំពេញ។
takedown-letter-form = ទម្រង់របស់គេ
takedown-letter-day = បានបំពេញនៅថ្ងៃ
takedown-letter-day-wrong = សូមផ្ដល់ថ្ងៃដែលបានបំពេញ ដូចជា 2026-03-01៖ ថ្ងៃនេះ ឬមុននេះ។
takedown-letter-ticket = លេខដែលគេផ្ដល់
takedown-letter-ticket-hint = អ្វីដែលគេឆ្លើយ ដូចជាលេខសំបុត្រ។ ទុកឱ្យទទេ បើគេមិនបានផ្ដល់។
takedown-letter-ticket-wrong = សូមសរសេរលេខរបស់គេក្នុងមួយបន្ទាត់ មិនលើសពី { NUMBER(200) } តួអក្សរ
takedown-letter-filled-in = ខ្ញុំបានបំពេញរួចហើយ
takedown-letter-look-again = ពិនិត្យរកអ្នកផ្ដល់ម៉ាស៊ីនមេនៃទីតាំងម្ដងទៀត
takedown-letter-notices = អ្វីដែលមានក្នុងលិខិតរួម
takedown-letter-release = អនុញ្ញាតឱ្យផ្ញើ
takedown-letter-withdraw = ដកលិខិតរួមវិញ ព្រមទាំងអ្វីៗទាំងអស់ក្នុងនោះ
takedown-letter-edit = សរសេរអត្ថបទឡើងវិញ
takedown-letter-text = អត្ថបទ
takedown-letter-edit-hint = លេខយោងនឹងដាក់ត្រង់សញ្ញា { $reference } ហើយបញ្ជីទីតាំងត្រង់សញ្ញា { $places }។ សូមកុំសរសេរអាសយដ្ឋានគេហទំព័រ។
takedown-letter-reason = ហេតុអ្វីត្រូវសរសេរឡើងវិញ
takedown-letter-why-edited = បានសរសេរឡើងវិញដោយសារ
takedown-letter-save = រក្សាទុកអត្ថបទ
takedown-letter-no-reason = សូមប្រាប់ហេតុផល។ គ្មានអ្វីត្រូវបានរក្សាទុកទេ។
takedown-letter-missing = អត្ថបទខ្វះអ្វីដែលច្បាប់តម្រូវ៖ { $part }។ គ្មានអ្វីបាត់បង់ទេ៖ សូមបន្ថែម រួចរក្សាទុកម្ដងទៀត។
takedown-letter-required = ទោះអ្នកណាសរសេរក៏ដោយ អត្ថបទត្រូវតែមាន៖
takedown-letter-unfit = អត្ថបទត្រូវមានសញ្ញាសម្រាប់លេខយោង មានសញ្ញាសម្រាប់បញ្ជីទីតាំងតែម្ដងគត់ និងមិនត្រូវមានអាសយដ្ឋានគេហទំព័រទេ។ គ្មានអ្វីត្រូវបានរក្សាទុកទេ។
takedown-letter-gathering = កំពុងប្រមូលលិខិតជូនដំណឹង
takedown-letter-waiting = រង់ចាំការអនុញ្ញាតឱ្យផ្ញើ
takedown-letter-tracing = កំពុងពិនិត្យរកអ្នកផ្ដល់ម៉ាស៊ីនមេម្ដងទៀត
takedown-letter-prepared = ត្រូវបំពេញដោយដៃ
takedown-letter-released = កំពុងផ្ញើ
takedown-letter-held = រង់ចាំនគរបាល
takedown-letter-sent = បានផ្ញើ
takedown-letter-failed = ផ្ញើមិនដល់
takedown-letter-bounced = ត្រូវបានបញ្ជូនត្រឡប់មកវិញ
takedown-letter-withdrawn = បានដកវិញ
takedown-to-do-failed = លិខិតជូនដំណឹងមួយផ្ញើមិនដល់៖ សូមពិនិត្យអាសយដ្ឋានទំនាក់ទំនង រួចព្យាយាមម្ដងទៀត ឬដកវាវិញ
takedown-to-do-withdrawn = លិខិតអំពីទីតាំងមួយត្រូវបានដកវិញ ហើយគ្មានអ្នកណាត្រូវបានស្នើសុំ៖ សូមសរសេរទៅអ្នកផ្ដល់សេវា ពេលដល់ពេលសមស្រប
takedown-to-do-by-hand = មានលិខិតរួមមួយត្រូវបំពេញដោយដៃក្នុងទម្រង់របស់អ្នកផ្ដល់សេវា
takedown-to-do-withheld = លិខិតជូនដំណឹងមួយត្រូវបានផ្ញើដោយគ្មាន URL៖ សូមប្រគល់ URL តាមវិធីផ្សេង រួចកត់ត្រាថាបានប្រគល់
takedown-to-do-bounced = លិខិតជូនដំណឹងមួយត្រូវបានបញ្ជូនត្រឡប់មកវិញ៖ សូមរកអាសយដ្ឋានទំនាក់ទំនងផ្សេង ឬព្យាយាមម្ដងទៀត

## Answers by mail

takedown-answers = អ្វីដែលត្រឡប់មកតាមអ៊ីមែល
takedown-answer-answer = ចម្លើយ
takedown-answer-automatic = ចម្លើយស្វ័យប្រវត្តិ
takedown-answer-failed = ផ្ញើមិនដល់
takedown-answer-delayed = យឺតយ៉ាវ ហើយកំពុងព្យាយាមផ្ញើម្ដងទៀត
takedown-answer-delivered = បានផ្ញើដល់
takedown-answer-status = ម៉ាស៊ីនបម្រើអ៊ីមែលឆ្លើយថា { $status }។
takedown-answer-sealed = អ៊ីមែលនេះបានអ៊ិនគ្រីបសម្រាប់បណ្ដាញទាន់ហេតុការណ៍។
takedown-answer-signed = វាមានហត្ថលេខាដោយកូនសោដែលអ៊ីមែលរបស់យើងបានអ៊ិនគ្រីបទៅ។
takedown-answer-not-signed = វាគ្មានហត្ថលេខាដោយកូនសោដែលអ៊ីមែលរបស់យើងបានអ៊ិនគ្រីបទៅទេ៖ សូមផ្ទៀងផ្ទាត់ថានរណាបានសរសេរ មុននឹងជឿទុកចិត្ត។
takedown-answer-other-sender = វាមកពីដែនផ្សេងពីដែនដែលបានផ្ញើលិខិតជូនដំណឹងទៅ។
takedown-answer-dropped = អ្វីដែលមិនមែនជាអត្ថបទត្រូវបានទុកចោលដោយមិនអាន៖ { $count }។
takedown-answer-others = បន្ទាត់អំពីករណីផ្សេងមិនបង្ហាញនៅទីនេះទេ៖ { $count }។
takedown-answer-no-text = គ្មានអត្ថបទនៅក្នុងអ៊ីមែលនេះទេ។

## What a provider says

takedown-say = កត់ត្រាអ្វីដែលអ្នកផ្ដល់សេវានិយាយ
takedown-say-hint = ពាក្យរបស់គេមិនបិទករណីទេ៖ មានតែការតាមដាន ឬបុគ្គលិកប៉ុណ្ណោះដែលបិទ។
takedown-says = គេនិយាយថា
takedown-says-seen = គេបានអានហើយ
takedown-says-removed = មាតិកាត្រូវបានលុបហើយ
takedown-says-not-ours = វាមិនមែនជារបស់គេទេ
takedown-says-more-time = គេត្រូវការពេលបន្ថែម
takedown-says-question = គេសួរសំណួរ
takedown-says-text = ផ្សេងពីនេះ
takedown-says-until = រហូតដល់ { $time }
takedown-say-until = បើគេត្រូវការពេលបន្ថែម៖ រហូតដល់ចប់ថ្ងៃណា
takedown-say-whose = បើវាមិនមែនជារបស់គេ៖ គេថាជារបស់អ្នកណា
takedown-say-whose-address = អាសយដ្ឋានអ៊ីមែលរបស់អ្នកនោះ។ វានឹងត្រូវបានស្នើជាអាសយដ្ឋានទំនាក់ទំនង។
takedown-letter-say-hint = អ្វីដែលអ្នកផ្ដល់សេវានិយាយអំពីទីតាំងទាំងអស់ក្នុងលិខិតនេះ។ អ្វីដែលនិយាយអំពីទីតាំងតែមួយ សូមកត់ត្រានៅលើទំព័រករណីរបស់វា។
takedown-no-time = សូមបញ្ជាក់ថាគេត្រូវការពេលរហូតដល់ថ្ងៃណា ហើយថ្ងៃនោះត្រូវនៅខាងមុខ។ គ្មានអ្វីត្រូវបានរក្សាទុកទេ។
takedown-whose-wrong = ត្រូវបំពេញទាំងឈ្មោះ និងអាសយដ្ឋានអ៊ីមែល ឬទុកទទេទាំងពីរ។ គ្មានអ្វីត្រូវបានរក្សាទុកទេ។
takedown-said-by-mail = តាមអ៊ីមែល
takedown-said-to-staff = ប្រាប់បុគ្គលិក
takedown-said-on-page = នៅលើទំព័រអ្នកផ្ដល់សេវា
takedown-said-by-program = តាមកម្មវិធីរបស់គេ
takedown-event-said = អ្នកផ្ដល់សេវានិយាយថា៖ { $says }

## What follows a notice

takedown-series = អ្វីដែលនឹងកើតឡើង បើគ្មានវិធានការ
takedown-step = ជំហានទី { NUMBER($number) }
takedown-series-next = ជំហានទី { $number } ដល់កំណត់នៅ { $time }៖ នឹងសរសេរទៅ{ $to } លុះត្រាតែមានការផ្លាស់ប្ដូរមុននោះ។
takedown-series-last = គ្មានជំហានសល់ទេ។ បើគ្មានវិធានការ បុគ្គលិកនឹងត្រូវបានជូនដំណឹងនៅ { $time }។
takedown-series-ended = គ្មានជំហានសល់ទេ៖ គ្មានអ្វីកើតឡើងដោយស្វ័យប្រវត្តិទៀតឡើយ។
takedown-series-stopped = លែងមានជំហានបន្តទៀតហើយ។
takedown-series-held = នគរបាលស្នើឱ្យរង់ចាំ៖ រហូតដល់ពេលនោះ គ្មានជំហានណាត្រូវបានអនុវត្តទេ។
takedown-series-began = លិខិតជូនដំណឹងទីមួយបានចេញ៖ បើគ្មានវិធានការ នឹងមានជំហានបន្ត។
takedown-series-step = ជំហានមួយត្រូវបានអនុវត្ត ព្រោះគ្មានវិធានការ។
takedown-series-told-before = ជំហានមួយមិនបានសរសេរទៅនរណាទេ៖ អ្នកដែលត្រូវសរសេរទៅ បានទទួលដំណឹងរួចហើយ ឬនិយាយថាវាមិនមែនជារបស់គេ។
takedown-series-nobody = ជំហានមួយមិនបានសរសេរទៅនរណាទេ ព្រោះមិនស្គាល់អ្នកណាត្រូវសរសេរទៅ។
takedown-series-left-out = ជំហានមួយត្រូវបានរំលង។
takedown-series-more-time = ជំហានបន្ទាប់រង់ចាំ ព្រោះអ្នកផ្ដល់សេវាត្រូវការពេលបន្ថែម។
takedown-series-skip = រំលងជំហានបន្ទាប់
takedown-series-reason = ហេតុអ្វីត្រូវរំលង
takedown-series-no-reason = សូមប្រាប់ហេតុផលដែលត្រូវរំលង។ គ្មានអ្វីត្រូវបានរក្សាទុកទេ។
takedown-addressee-provider = អ្នកផ្ដល់សេវា
takedown-addressee-upstream = បណ្ដាញដែលអ្នកផ្ដល់សេវាប្រើ
takedown-addressee-registrar = អ្នកចុះបញ្ជីឈ្មោះដែន
takedown-addressee-regulator = និយ័តករនៃអ្នកផ្ដល់សេវា
takedown-addressee-police = នគរបាលនៃប្រទេសដែលផ្ទុកមាតិកា
takedown-addressee-partner = បណ្ដាញដៃគូនៃប្រទេសដែលផ្ទុកមាតិកា

takedown-response = របៀបដែល { $name } ឆ្លើយតប
takedown-response-lead = ក្នុងចំណោមលិខិតជូនដំណឹងដែលបានផ្ញើក្នុងរយៈពេល 365 ថ្ងៃចុងក្រោយ។ រយៈពេលគឺមេដ្យាន៖ ពាក់កណ្ដាលលឿនជាងនេះ។
takedown-response-sent = លិខិតជូនដំណឹងដែលបានផ្ញើ
takedown-response-answered = បានឆ្លើយ
takedown-response-removed = បាននិយាយថាលុបហើយ
takedown-response-first-answer = រហូតដល់ចម្លើយដំបូង
takedown-response-removal = រហូតដល់និយាយថាលុបហើយ
takedown-response-hours = { $hours ->
    [0] មិនដល់មួយម៉ោង
   *[other] { $hours } ម៉ោង
}
takedown-response-none = មិនទាន់មាន
takedown-response-provider = អាសយដ្ឋានទំនាក់ទំនង ឈ្មោះ និងបណ្ដាញ
