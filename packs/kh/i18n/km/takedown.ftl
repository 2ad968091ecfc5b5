# ការជូនដំណឹងដល់អ្នកផ្ដល់សេវា និងការតាមមើលរហូតដល់ខ្លឹមសារបាត់។

takedown-title = ការដកចេញ
takedown-notices = ការជូនដំណឹង
takedown-no-notices = មិនទាន់បានសរសេរការជូនដំណឹងទេ។
takedown-unaddressed = ត្រូវធ្វើ៖ យើងមិនស្គាល់អ្នកទំនាក់ទំនងរបស់អ្នកបង្ហោះនេះទេ។ សូមបន្ថែម ហើយអនុម័តអ្នកទំនាក់ទំនងម្នាក់ រួចការជូនដំណឹងនឹងត្រូវផ្ញើចេញ។
takedown-to-contacts = អ្នកទំនាក់ទំនង
takedown-to = ជូនចំពោះ
takedown-since = តាំងពី
takedown-answer = អ្វីដែលអ្នកផ្ដល់សេវាបាននិយាយ
takedown-waits = ត្រូវធ្វើ៖ សូមអនុម័តអ្នកទំនាក់ទំនង។ ការជូនដំណឹងកំពុងរង់ចាំ។
takedown-failed = ត្រូវធ្វើ៖ ការជូនដំណឹងនេះមិនអាចផ្ញើដល់ទេ។ សូមពិនិត្យអ្នកទំនាក់ទំនង រួចសាកម្ដងទៀត ឬដកវាវិញ។
takedown-maybe-resent = ការតភ្ជាប់បានដាច់ ពេលកំពុងផ្ញើការជូនដំណឹងនេះ។ អ្នកផ្ដល់សេវាប្រហែលជាបានទទួលវាពីរដង ក្រោម Message-ID តែមួយ។
takedown-to-hand-over = ត្រូវធ្វើ៖ អាសយដ្ឋានមិនបានផ្ញើទៅជាមួយការជូនដំណឹងនេះទេ។ សូមប្រគល់វាតាមវិធីផ្សេង។
takedown-answer-label = អ្វីដែលអ្នកផ្ដល់សេវាបានឆ្លើយ
takedown-acknowledge = កត់ត្រាចម្លើយ
takedown-bounced = ត្រូវបានបញ្ជូនត្រឡប់មកវិញ
takedown-handed-over = ខ្ញុំបានប្រគល់អាសយដ្ឋានហើយ
takedown-retry = សាកម្ដងទៀត
takedown-withdraw = ដកវិញ

## States of a notice

takedown-state-drafted = រង់ចាំអ្នកទំនាក់ទំនង
takedown-state-released = បានអនុញ្ញាតឱ្យផ្ញើ
takedown-state-queued = កំពុងផ្ញើ
takedown-state-sent = បានផ្ញើ
takedown-state-acknowledged = បានទទួលចម្លើយ
takedown-state-settled = បានបញ្ចប់
takedown-state-failed = ផ្ញើមិនដល់
takedown-state-bounced = ត្រឡប់មកវិញ
takedown-state-withdrawn = បានដកវិញ

## Checks

takedown-checks = តើវានៅមានទៀតទេ?
takedown-checks-newest = ការពិនិត្យចុងក្រោយ
takedown-watch-none = មិនមានការតាមមើលកន្លែងនេះទេ។
takedown-watch-due = ការពិនិត្យស្វ័យប្រវត្តិបន្ទាប់៖ { $time }។
takedown-watch-off = ការពិនិត្យស្វ័យប្រវត្តិត្រូវបានបិទ៖ សូមមើលដោយខ្លួនឯងម្ដងម្កាល ហើយកត់ត្រាអ្វីដែលអ្នកបានឃើញ។
takedown-watch-ended = ការតាមមើលបានបញ្ចប់។
takedown-look-now = ពិនិត្យឥឡូវនេះ
takedown-own-look = កត់ត្រាអ្វីដែលខ្ញុំបានឃើញ
takedown-own-look-hint = សូមមើលតែនៅពេលដែលវិធានរបស់បណ្ដាញទាន់ហេតុការណ៍អនុញ្ញាត។ ពាក្យថាវាបាត់ មានសុពលភាពនៅពេលមនុស្សទីពីរបញ្ជាក់ដូចគ្នា។
takedown-record = កត់ត្រា
takedown-at = ពេល
takedown-cause = មូលហេតុ
takedown-seen = អ្វីដែលបានរកឃើញ
takedown-status = លេខស្ថានភាព
takedown-verdict = សេចក្ដីសន្និដ្ឋាន
takedown-decide-lead = ត្រូវធ្វើ៖ ការពិនិត្យចុងក្រោយមិនបានបង្ហាញថា ខ្លឹមសារនៅមានឬអត់ទេ។ សូមប្រាប់អ្វីដែលអ្នកបានដឹង។
takedown-word = តើវាយ៉ាងដូចម្ដេច
takedown-word-up = វានៅមាននៅឡើយ
takedown-word-gone = វាបាត់ហើយ
takedown-word-access-disabled = វានៅមាន ប៉ុន្តែគ្មាននរណាចូលមើលបានទៀតទេ
takedown-reason = តើអ្នកដឹងដោយរបៀបណា
takedown-decide = សម្រេច
takedown-unconfirmed = មនុស្សម្នាក់បាននិយាយថា៖ { $word }។ ករណីនេះនឹងបញ្ចប់ នៅពេលមនុស្សទីពីរបញ្ជាក់។
takedown-another-person = អ្នកបាននិយាយដូច្នេះដោយខ្លួនឯង៖ ត្រូវមានមនុស្សម្នាក់ទៀតបញ្ជាក់។
takedown-confirm = ខ្ញុំបញ្ជាក់៖ បញ្ចប់ករណីនេះ
takedown-take-back = តាមពិតវានៅមាននៅឡើយ

## Why there was a check

takedown-cause-watch = ការតាមមើល
takedown-cause-asked = មនុស្សម្នាក់បានស្នើ
takedown-cause-again = មានការរាយការណ៍ម្ដងទៀត
takedown-cause-person = មនុស្សម្នាក់បានមើល

## What was found

takedown-seen-up = វាឆ្លើយតប
takedown-seen-not-found = រកមិនឃើញនៅទីនោះ
takedown-seen-no-such-name = គ្មានឈ្មោះនេះទេ
takedown-seen-elsewhere = វាឆ្លើយតបពីបណ្ដាញផ្សេង
takedown-seen-redirected = វានាំទៅកន្លែងផ្សេង
takedown-seen-blocked = វាមិនឆ្លើយតបមកយើងទេ
takedown-seen-server-error = ម៉ាស៊ីនមេមានកំហុស
takedown-seen-head-refused = ម៉ាស៊ីនមេមិនទទួលការពិនិត្យប្រភេទនេះទេ
takedown-seen-silent = គ្មានចម្លើយ
takedown-seen-odd = ចម្លើយដែលមិនបង្ហាញអ្វីច្បាស់
takedown-seen-not-asked = មិនបានសួរ៖ វិធានរបស់យើងហាមឃាត់
takedown-seen-person = មនុស្សម្នាក់បានឃើញ

## Verdicts

takedown-verdict-up = នៅមាន
takedown-verdict-missing = រកមិនឃើញ រង់ចាំបញ្ជាក់
takedown-verdict-gone = បាត់ហើយ
takedown-verdict-access-disabled = ការចូលមើលត្រូវបានបិទ
takedown-verdict-moved = បានផ្លាស់ទី
takedown-verdict-changed = បានផ្លាស់ប្ដូរ
takedown-verdict-blocked = ត្រូវបានទប់ស្កាត់ចំពោះយើង
takedown-verdict-error-page = ទំព័រកំហុស
takedown-verdict-unsure = មិនច្បាស់

## What cannot be done

takedown-changed = ព័ត៌មាននេះបានផ្លាស់ប្ដូរ ឬករណីនេះលែងស្ថិតក្នុងដំណើរការហើយ។ សូមថយក្រោយ ហើយមើលម្ដងទៀត។
takedown-impossible = ការជូនដំណឹងនេះបានទៅមុខហើយ។ សូមថយក្រោយ ហើយមើលម្ដងទៀត។
takedown-same-person = អ្នកបានសម្រេចដូច្នេះដោយខ្លួនឯង។ ត្រូវមានមនុស្សម្នាក់ទៀតបញ្ជាក់។
takedown-no-reason = សូមប្រាប់ថាអ្នកដឹងដោយរបៀបណា។ គ្មានអ្វីត្រូវបានរក្សាទុកទេ។
takedown-no-authority = ការពិនិត្យស្វ័យប្រវត្តិត្រូវបានបិទ ព្រោះកញ្ចប់ប្រទេសមិនបានបញ្ជាក់មូលដ្ឋានច្បាប់ទេ។ សូមមើលដោយខ្លួនឯង ហើយកត់ត្រាអ្វីដែលអ្នកបានឃើញ។
