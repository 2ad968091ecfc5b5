# ការប្រគល់របាយការណ៍ទៅបណ្ដាញដៃគូ។

exchange-title = បណ្ដាញដៃគូ
exchange-none = គ្មានអ្វីត្រូវប្រគល់ទៅបណ្ដាញដៃគូទេ។
exchange-due-at = ត្រូវប្រគល់តាំងពី
exchange-handed-over-at = បានប្រគល់
exchange-deadline = ជូនដំណឹងដល់អ្នកផ្ដល់សេវាបន្ទាប់ពី
exchange-reference = លេខយោងរបស់បណ្ដាញដៃគូ
exchange-record = កត់ត្រាការប្រគល់
exchange-acts = បណ្ដាញដៃគូកំពុងចាត់ការ ឬបានសុំអ្នកផ្ដល់សេវារួចហើយ
exchange-declines = បណ្ដាញដៃគូមិនចាត់ការទេ
exchange-declines-hint = រយៈពេលរបស់ដៃគូត្រូវបញ្ចប់ ហើយអ្នកផ្ដល់សេវានឹងត្រូវបានជូនដំណឹងភ្លាម។

exchange-state-due = ត្រូវប្រគល់
exchange-state-handed-over = បានប្រគល់
exchange-state-lapsed = ផុតកំណត់
exchange-state-withdrawn = បានដកវិញមុនប្រគល់

exchange-changed = ការប្រគល់នេះបានផ្លាស់ប្ដូរក្នុងចន្លោះពេលនេះ។ សូមត្រឡប់ទៅករណី ហើយមើលម្ដងទៀត។
exchange-reference-wrong = សូមផ្ដល់លេខយោងរបស់បណ្ដាញដៃគូ ដោយមិនលើសពី { NUMBER(200) } តួអក្សរ។

exchange-event-due = របាយការណ៍ត្រូវប្រគល់ទៅបណ្ដាញដៃគូ
exchange-event-handed-over = បានប្រគល់របាយការណ៍ទៅបណ្ដាញដៃគូ
exchange-event-withdrawn = របាយការណ៍លែងត្រូវប្រគល់ទៀត
exchange-event-lapsed = ផុតរយៈពេលកំណត់សម្រាប់បណ្ដាញដៃគូហើយ
exchange-event-acts = បណ្ដាញដៃគូប្រាប់ថាខ្លួនកំពុងចាត់ការ
exchange-event-declines = បណ្ដាញដៃគូប្រាប់ថាខ្លួនមិនចាត់ការទេ

## The tray

exchange-tray = ថាសអ៊ីមែល
exchange-tray-lead = អ៊ីមែលដែលបានមកដល់ ហើយមិនបានឆ្លើយតបអ៊ីមែលណាមួយរបស់យើងតាមអាសយដ្ឋានទេ។ សូមបញ្ជាក់ថាអ៊ីមែលនីមួយៗនិយាយអំពីអ្វី។
exchange-tray-none = ថាសអ៊ីមែលទទេ។
exchange-tray-more = នៅមានទៀត៖ សូមតម្រៀបអ៊ីមែលទាំងនេះជាមុន។
exchange-tray-at = មកដល់
exchange-tray-kind = ជាអ្វី
exchange-tray-answer = ចម្លើយ
exchange-tray-automatic = សរសេរដោយម៉ាស៊ីន
exchange-tray-failed = ផ្ញើមិនដល់
exchange-tray-delayed = យឺតយ៉ាវ ហើយកំពុងព្យាយាមផ្ញើម្ដងទៀត
exchange-tray-delivered = បានផ្ញើដល់
exchange-tray-guessed = តាមអាសយដ្ឋានរបស់វា ឬតាមអ្វីដែលវាដកស្រង់ វានិយាយអំពីអ៊ីមែលនេះរបស់យើង។ សូមពិនិត្យមុននឹងបញ្ជាក់។
exchange-tray-kind-wrong = សូមបញ្ជាក់ថាវាជាអ្វី៖ ចម្លើយ ការផ្ញើមិនដល់ ឬអ្វីដែលម៉ាស៊ីនសរសេរ។
exchange-tray-sender = ពី
exchange-tray-subject = ប្រធានបទ
exchange-tray-sealed = អ៊ីមែលនេះបានអ៊ិនគ្រីបសម្រាប់បណ្ដាញទាន់ហេតុការណ៍។
exchange-tray-dropped = អ្វីដែលមិនមែនជាអត្ថបទត្រូវបានទុកចោលដោយមិនអាន៖ { $count }។
exchange-tray-to = និយាយអំពីអ្វី
exchange-tray-to-hint = Message-ID នៃអ៊ីមែលរបស់យើង ឬលេខយោងនៃករណីដែលមានអ៊ីមែលតែមួយ
exchange-tray-assign = និយាយអំពីអ៊ីមែលនេះ
exchange-tray-aside = មិននិយាយអំពីអ្វីទេ
exchange-tray-unknown = គ្មានអ៊ីមែលណាមួយរបស់យើងមានឈ្មោះដូច្នេះទេ។
exchange-tray-several = មានអ៊ីមែលច្រើនក្រោមលេខយោងនេះ៖ សូមផ្ដល់ Message-ID ពីទំព័រនៃករណី។
exchange-tray-changed = អ៊ីមែលនេះត្រូវបានតម្រៀបក្នុងចន្លោះពេលនេះ។ សូមត្រឡប់ទៅថាសអ៊ីមែល។
