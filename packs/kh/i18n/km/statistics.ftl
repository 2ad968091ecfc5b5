# តួលេខ៖ តើត្រូវការពេលប៉ុន្មាន ចាប់ពីរបាយការណ៍រហូតដល់ការលុបមាតិកា។

statistics-title = តួលេខ
statistics-lead = រយៈពេលចាប់ពីទទួលរបាយការណ៍ រហូតដល់មាតិកាត្រូវបានលុប។
statistics-first = ចាប់ពីថ្ងៃ
statistics-first-hint = បង្ហាញម្ដងបានយ៉ាងច្រើនមួយឆ្នាំ។ ឯកសារ CSV អាចយករយៈពេលណាក៏បាន។
statistics-last = ដល់ថ្ងៃ
statistics-country = ប្រទេសដែលបង្ហោះ
statistics-country-hint = អក្សរពីរតួ ដូចជា KH។ ទុកទទេ៖ ទាំងអស់។
statistics-country-unknown = មិនស្គាល់
statistics-class = ចំណាត់ថ្នាក់អន្តរជាតិ
statistics-class-any = ទាំងអស់
statistics-class-baseline = Baseline
statistics-class-national = ខុសច្បាប់តាមច្បាប់ជាតិ
statistics-class-not-illegal = មិនខុសច្បាប់
statistics-class-unavailable = មិនអាចវាយតម្លៃបាន
statistics-provider = អ្នកផ្ដល់សេវា
statistics-of-provider = តួលេខរបស់ { $name } តែមួយ។
statistics-of-all = តួលេខទាំងអស់
statistics-show = បង្ហាញ
statistics-csv = ទិន្នន័យដូចគ្នាជាឯកសារ (CSV) មួយជួរសម្រាប់ទីតាំង និងអ្នកផ្ដល់សេវានីមួយៗ
statistics-asked-wrong = សូមជ្រើសរើសថ្ងៃពីរដែលឃ្លាតគ្នាយ៉ាងច្រើនមួយឆ្នាំ និងប្រទេសដោយអក្សរពីរតួ។
statistics-empty = គ្មានអ្វីត្រូវលុបក្នុងរយៈពេលនេះទេ។
statistics-few = តិចជាង ៣
statistics-none = –
statistics-percent = { NUMBER($share) } %
statistics-minutes = { NUMBER($minutes) } នាទី
statistics-hours = { NUMBER($hours) } ម៉ោង
statistics-days-hours = { NUMBER($days) } ថ្ងៃ { NUMBER($hours) } ម៉ោង
statistics-days = { NUMBER($count) } ថ្ងៃ
statistics-removed-within = ក្នុង { NUMBER($count) } ថ្ងៃ

## ផ្លូវ

statistics-steps = ពីរបាយការណ៍ដល់ការលុប
statistics-lives = ទីតាំងដែលត្រូវបានរាយការណ៍ ឬលេចមកវិញ ក្នុងរយៈពេលនេះ៖ { $lives }។ ក្នុងនោះ ដែលលេចមកវិញក្រោយពេលលុប៖ { $came_back }។
statistics-step = ដំណាក់កាល
statistics-of = ក្នុងចំណោម
statistics-count = ចំនួន
statistics-median = មេដ្យាន
statistics-ninetieth = ៩០ ក្នុង ១០០ ក្នុងរយៈពេល
statistics-step-assessed = បានវាយតម្លៃ
statistics-step-assessed-what = ពីការទទួលរបាយការណ៍ដំបូង ដល់ការបញ្ចេញការវាយតម្លៃដំបូង។ ក្នុងចំណោមទីតាំងទាំងអស់។
statistics-step-police = បានប្រាប់នគរបាល
statistics-step-police-what = ពីការទទួល ដល់ការបញ្ជូនទៅនគរបាលដំបូងដែលបានផ្ញើចេញ (INHOPE៖ ការរាយការណ៍ទៅអាជ្ញាធរអនុវត្តច្បាប់)។ ក្នុងចំណោមទីតាំងទាំងអស់។
statistics-step-notice = បានផ្ញើលិខិតជូនដំណឹង
statistics-step-notice-what = ពីការទទួល ដល់លិខិតជូនដំណឹងដំបូងដែលបានផ្ញើចេញ (INHOPE៖ ការរាយការណ៍ទៅអ្នកផ្ដល់សេវាបង្ហោះ)។ ក្នុងចំណោមទីតាំងទាំងអស់។
statistics-step-answer = ចម្លើយដំបូង
statistics-step-answer-what = ពីលិខិតជូនដំណឹងដំបូងទៅអ្នកផ្ដល់សេវា ដល់ពាក្យដំបូងដែលគេបានឆ្លើយ។ ក្នុងចំណោមអ្នកផ្ដល់សេវាទាំងអស់ដែលត្រូវបានស្នើអំពីទីតាំងមួយ។
statistics-step-removed = បានលុប
statistics-step-removed-what = ពីការទទួល ដល់ពេលពិនិត្យឃើញថាមាតិកាបាត់ ឬចូលមើលមិនបាន (INHOPE៖ ការលុប)។ ក្នុងចំណោមទីតាំងដែលត្រូវលុប ទីតាំងផ្សេងទៀតនៅមាននៅឡើយ។
statistics-step-removed-after-notice = បានលុបក្រោយលិខិតជូនដំណឹង
statistics-step-removed-after-notice-what = ពីលិខិតជូនដំណឹងដំបូងទៅអ្នកផ្ដល់សេវាដែលបានលុប ដល់ពេលពិនិត្យឃើញនោះ។ ក្នុងចំណោមទីតាំងដែលបានស្នើអ្នកផ្ដល់សេវា។

## សមាមាត្រ

statistics-since-receipt = បានលុបទាន់ពេល គិតពីការទទួល
statistics-since-receipt-what = ក្នុងចំណោមទីតាំងដែលត្រូវលុប ហើយបានទទួលយូរប៉ុណ្ណោះ តើប៉ុន្មានត្រូវបានឃើញថាលុបក្នុងរយៈពេលនោះ។
statistics-since-notice = បានលុបទាន់ពេល គិតពីលិខិតជូនដំណឹង
statistics-since-notice-what = ដូចគ្នា តែគិតពីលិខិតជូនដំណឹងដំបូងទៅអ្នកផ្ដល់សេវា៖ ជារយៈពេលរបស់អ្នកផ្ដល់សេវាផ្ទាល់។
statistics-within-days = ក្នុងរយៈពេល
statistics-old-enough = យូរល្មម
statistics-within = ទាន់ពេល
statistics-share = សមាមាត្រ
statistics-too-young = មិនទាន់យូរល្មម
statistics-to-remove = ត្រូវលុប
statistics-removed = បានលុប
statistics-moved = ផ្លាស់ទៅកន្លែងផ្សេង
statistics-countries = តាមប្រទេស
statistics-countries-what = តាមប្រទេសដែលបង្ហោះទីតាំង ដូចដែលស្គាល់ឥឡូវនេះ។ រយៈពេល និងសមាមាត្រគិតពីការទទួល។
statistics-providers = តាមអ្នកផ្ដល់សេវា
statistics-providers-what = តាមអ្នកផ្ដល់សេវាដែលបានស្នើ។ រយៈពេល និងសមាមាត្រគិតពីលិខិតជូនដំណឹងដំបូងទៅគេ។ ទីតាំងដែលផ្លាស់ទៅអ្នកផ្ដល់សេវាផ្សេង រាប់ថាបានផ្លាស់នៅទីនេះ ហើយរាប់ថាត្រូវលុបនៅទីនោះ។

## អ្វីដែលរាប់

statistics-counted = អ្វីដែលរាប់ និងរបៀបរាប់
statistics-counted-hour = ពេលទទួលរក្សាទុកតែម៉ោង ដើម្បីកុំឱ្យនរណាដឹងថាគេរាយការណ៍ពេលណាច្បាស់។ រយៈពេលគិតពីការទទួលអាចវែងហួសមួយម៉ោង។
statistics-counted-rank = មេដ្យាន និងភាគរយទី ៩០ គឺច្បាស់លាស់៖ រយៈពេលនៅលំដាប់នោះក្នុងចំណោមទាំងអស់ គិតជានាទីគត់។ រាប់តែអ្វីដែលបានដល់ដំណាក់កាលនោះ ឯអ្វីផ្សេងទៀតរាប់នៅក្បែរ។
statistics-counted-days = មួយថ្ងៃមាន ២៤ ម៉ោង។ ចុងសប្ដាហ៍ និងថ្ងៃឈប់សម្រាកក៏រាប់ដែរ។
statistics-counted-place = ទីតាំងគឺទីតាំងដែលបានរាយការណ៍របស់ករណី។ ទីតាំងផ្សេងទៀតនៃធាតុរបស់វាមិនត្រូវបានតាមដាន ហើយមិនរាប់ទេ។
statistics-counted-back = អ្វីដែលលេចមកវិញក្រោយពេលលុប ឬត្រូវបានរាយការណ៍ម្ដងទៀតហើយពិនិត្យជាថ្មី រាប់ថាបានទទួលម្ដងទៀត។ អ្វីដែលផ្លាស់ទៅអ្នកផ្ដល់សេវាផ្សេង មិនរាប់ដូច្នេះទេ។
statistics-counted-hold = អ្វីដែលនគរបាលផ្អាកដោយស្ងៀមស្ងាត់ មិនរាប់ឱ្យអ្នកផ្ដល់សេវាណាទេ។
statistics-counted-few = ចំនួនមួយ និងពីរ មិនបង្ហាញទេ ហើយសមាមាត្រ និងរយៈពេលនៃចំនួនតិចដូច្នេះ ក៏មិនបង្ហាញដែរ។
