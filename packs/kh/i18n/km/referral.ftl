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
referral-handed-over = ខ្ញុំបានប្រគល់អាសយដ្ឋានរួចហើយ
referral-place-hold = នគរបាលស្នើឱ្យរង់ចាំ
referral-place = ដាក់ការផ្អាក
referral-hold-kind = អ្វីដែលនគរបាលស្នើ
referral-hold-kind-open = ជូនដំណឹងដល់អ្នកផ្ដល់សេវានៅពេលក្រោយ។ ការពិនិត្យនៅតែបន្ត
referral-hold-kind-silent = ស្ងៀមស្ងាត់៖ មិនសួរនរណាម្នាក់អំពីទីតាំងនេះឡើយ
referral-message-id = លេខសម្គាល់អ៊ីមែល
referral-until-hint = ថ្ងៃ និងម៉ោង តាមម៉ោងរបស់បណ្ដាញទាន់ហេតុការណ៍។
referral-until = រហូតដល់

referral-to-do-no-contact = មិនទាន់មានអាសយដ្ឋានទំនាក់ទំនងរបស់នគរបាលដែលបានអនុម័តទេ៖ សូមអនុម័តមួយ នោះការបញ្ជូនទៅនគរបាលនឹងត្រូវបានផ្ញើ។
referral-to-do-no-working-url = មិនអាចសរសេរការបញ្ជូនទៅនគរបាលបានទេ៖ មានទីតាំងមួយដែលគ្មាននរណាបានជ្រើសរើសអាសយដ្ឋានសម្រាប់ប្រើការ។
referral-to-do-refused = ម៉ាស៊ីនមេអ៊ីមែលបានបដិសេធអ៊ីមែលបញ្ជូនទៅនគរបាលជាស្ថាពរ៖ សូមពិនិត្យអាសយដ្ឋានរបស់អង្គភាពនគរបាល ឬជូនដំណឹងដល់អង្គភាពនោះតាមវិធីផ្សេង។
referral-to-do-not-delivered = អ៊ីមែលបញ្ជូនទៅនគរបាលផ្ញើមិនដល់៖ សូមពិនិត្យម៉ាស៊ីនបញ្ជូនអ៊ីមែល រួចផ្ញើម្ដងទៀត ឬជូនដំណឹងដល់អង្គភាពនគរបាលតាមវិធីផ្សេង។
referral-to-do-hand-over-urls = អាសយដ្ឋានមិនបានផ្ញើទៅជាមួយការបញ្ជូនទៅនគរបាលទេ៖ សូមប្រគល់តាមវិធីសុវត្ថិភាព។
referral-to-do-call = អង្គភាពនគរបាលមិនទាន់បានបញ្ជាក់ការទទួលទេ៖ សូមទូរសព្ទទៅអង្គភាពនោះ។

referral-changed = ការបញ្ជូនទៅនគរបាលបានផ្លាស់ប្ដូរក្នុងចន្លោះពេលនេះ។ សូមត្រឡប់ទៅករណី ហើយមើលម្ដងទៀត។
referral-until-wrong = សូមបញ្ជាក់ពេលបញ្ចប់ការផ្អាក៖ ថ្ងៃ និងម៉ោងនាពេលអនាគត ក្នុងរយៈពេលមួយឆ្នាំ។
referral-reference-wrong = សូមផ្ដល់លេខយោងរបស់អង្គភាពនគរបាល ដោយមិនលើសពី { NUMBER(200) } តួអក្សរ។

## What happened, in the timeline of a case

referral-event-prepared = បានរៀបចំការបញ្ជូនទៅនគរបាល
referral-event-released = ការបញ្ជូនទៅនគរបាលរង់ចាំផ្ញើ
referral-event-sent = បានផ្ញើការបញ្ជូនទៅនគរបាល
referral-event-acknowledged = នគរបាលបានបញ្ជាក់ការទទួល
referral-event-concluded = នគរបាលមិនត្រូវការអ្វីបន្ថែមទៀតទេ
referral-event-withdrawn = ការបញ្ជូនទៅនគរបាលត្រូវបានដកវិញមុនពេលផ្ញើ
referral-event-hold-none = ការជូនដំណឹងដល់អ្នកផ្ដល់សេវាមិនចាំបាច់រង់ចាំទេ
referral-event-hold-open = ការជូនដំណឹងដល់អ្នកផ្ដល់សេវារង់ចាំនគរបាល
referral-event-hold-silent = ការជូនដំណឹងដល់អ្នកផ្ដល់សេវារង់ចាំ ហើយមិនសួរនរណាម្នាក់អំពីទីតាំងនេះទេ
referral-event-hold-lifted = ការជូនដំណឹងដល់អ្នកផ្ដល់សេវាលែងចាំបាច់រង់ចាំទៀត៖ នគរបាលបានយល់ព្រម
referral-event-hold-lapsed = ការជូនដំណឹងដល់អ្នកផ្ដល់សេវាលែងចាំបាច់រង់ចាំទៀត៖ ផុតកំណត់រង់ចាំហើយ
