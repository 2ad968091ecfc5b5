# ការប្រគល់របាយការណ៍ទៅបណ្ដាញដៃគូ។

exchange-title = បណ្ដាញដៃគូ
exchange-none = គ្មានអ្វីត្រូវប្រគល់ទៅបណ្ដាញដៃគូទេ។
exchange-due-at = ត្រូវប្រគល់តាំងពី
exchange-handed-over-at = បានប្រគល់
exchange-deadline = ជូនដំណឹងដល់អ្នកផ្ដល់សេវាបន្ទាប់ពី
exchange-reference = លេខយោងរបស់បណ្ដាញដៃគូ
exchange-record = កត់ត្រាការប្រគល់

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
