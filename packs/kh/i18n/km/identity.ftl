# ផ្នែកនានានៃតុការងារ ការចូលគណនី បុគ្គលិក និងការងារដែលបរាជ័យ។

## The parts

desk-part-queue = បញ្ជីរង់ចាំ
desk-part-leads = តម្រុយ
desk-part-reports = ទទួលរបាយការណ៍
desk-part-tasks = កិច្ចការត្រូវធ្វើ
desk-part-contacts = អាសយដ្ឋានទំនាក់ទំនង
desk-part-rules = វិធានអំពីម៉ាស៊ីនមេ
desk-part-exposure = ការមើលរបស់ខ្ញុំ
desk-part-welfare = សុខុមាលភាព
desk-part-welfare-sums = ផលបូកនៃការមើល
desk-part-quality = គុណភាព
desk-part-trainees = សិក្ខាកាម
desk-part-staff = បុគ្គលិក
desk-part-partners = សោរបស់ដៃគូ
desk-part-keys = សោរបស់ខ្ញុំ
desk-part-jobs = ការងារស្វ័យប្រវត្តិដែលបរាជ័យ

## Signing in

sign-in-title = ចូលគណនីតុការងារ
sign-in-name = ឈ្មោះសម្រាប់ចូលគណនី
sign-in-password = ពាក្យសម្ងាត់
sign-in = ចូលគណនី
sign-in-wrong = ឈ្មោះ ឬពាក្យសម្ងាត់មិនត្រឹមត្រូវ។ សូមពិនិត្យទាំងពីរ រួចព្យាយាមម្ដងទៀត។
sign-in-wait = មានការបញ្ចូលពាក្យសម្ងាត់ខុសច្រើនដងពេកសម្រាប់ឈ្មោះនេះ។ សូមរង់ចាំ { NUMBER($seconds) } វិនាទីទៀត រួចព្យាយាមម្ដងទៀត។
sign-in-session-ended = វគ្គប្រើប្រាស់របស់អ្នកបានផុតកំណត់ ហើយអ្វីដែលអ្នកទើបផ្ញើមិនត្រូវបានរក្សាទុកទេ។ សូមចូលគណនី រួចធ្វើម្ដងទៀត។
sign-in-kept = វគ្គប្រើប្រាស់របស់អ្នកបានផុតកំណត់ ហើយមិនទាន់មានអ្វីត្រូវបានធ្វើទេ។ សូមចូលគណនីដោយឈ្មោះរបស់អ្នកផ្ទាល់ក្នុងរយៈពេលមួយម៉ោង នោះអ្នកអាចផ្ញើអ្វីដែលអ្នកបានសរសេរ។
sign-in-not-kept = វគ្គប្រើប្រាស់របស់អ្នកបានផុតកំណត់ ហើយអ្វីដែលអ្នកបានសរសេរមិនអាចរក្សាទុកនៅទីនេះបានទេ។ សូមត្រឡប់ថយក្រោយក្នុងកម្មវិធីរុករក ហើយចម្លងវាទុក មុនពេលចូលគណនី។
kept-title = អ្នកបានសរសេរអត្ថបទនេះមុនពេលវគ្គផុតកំណត់
kept-explained = មិនទាន់មានអ្វីត្រូវបានធ្វើ ឬរក្សាទុកទេ។ ពាក្យសម្ងាត់ត្រូវវាយបញ្ចូលម្ដងទៀត។
kept-send = ផ្ញើឥឡូវនេះ
kept-drop = បោះបង់ចោល

## The language of the desk

desk-language-title = ភាសានៃតុការងារ
desk-language-lead = សូមជ្រើសរើសភាសាដែលអ្នកចង់អានទំព័រទាំងនេះ។ ភាសានេះនឹងនៅដដែលរហូតដល់អ្នកជ្រើសរើសភាសាផ្សេង។

## Shortcuts

desk-shortcuts-lead = គ្រាប់ចុចដែលជួយឱ្យធ្វើការបានលឿន។ វាត្រូវការស្គ្រីប ហើយមិនធ្វើអ្វីទេពេលអ្នកកំពុងវាយអក្សរ។
desk-shortcuts-on = អ្នកកំពុងប្រើវា។ បើវារំខានដល់កម្មវិធីអានអេក្រង់ ឬការបញ្ជាដោយសំឡេង សូមបិទវា។
desk-shortcuts-off = អ្នកបានបិទវាហើយ។
desk-shortcuts-switch-off = បិទគ្រាប់ចុចផ្លូវកាត់
desk-shortcuts-switch-on = បើកគ្រាប់ចុចផ្លូវកាត់

## Staff

role-analyst = អ្នកវិភាគ
role-supervisor = អ្នកត្រួតពិនិត្យ
role-manager = អ្នកគ្រប់គ្រង
role-administrator = អ្នកគ្រប់គ្រងប្រព័ន្ធ
role-welfare-lead = អ្នកទទួលបន្ទុកសុខុមាលភាព
staff-lead = អ្នកទាំងអស់ដែលអាចចូលគណនីបាន។ ការបន្ថែមបុគ្គលិកធ្វើតាមបន្ទាត់ពាក្យបញ្ជា ដោយប្រើ “hotline staff add”។
staff-name = ឈ្មោះ
staff-roles = តួនាទី
staff-language = ភាសា
staff-added = ថ្ងៃបន្ថែម

## Trainees

trainees-lead = អ្វីដែលសិក្ខាកាមសម្រេច ត្រូវរង់ចាំមតិទីពីរ តាមដែលកញ្ចប់ទិន្នន័យប្រទេសកំណត់។ នៅពេលរយៈពេលហ្វឹកហាត់ចប់ សូមបញ្ចប់វានៅទីនេះ។
trainees-none = គ្មានសិក្ខាកាមទេ។
trainees-name = ឈ្មោះ
trainees-added = ថ្ងៃបន្ថែម
trainees-action = សកម្មភាព
trainees-end = បញ្ចប់ការហ្វឹកហាត់
trainees-end-named = បញ្ចប់ការហ្វឹកហាត់របស់ { $name }

## Partners’ keys

keys-lead = កម្មវិធីប្រើសោដើម្បីហៅចំណុចភ្ជាប់របស់តុការងារ។ អ្វីៗដែលវាធ្វើ ត្រូវបានធ្វើ និងកត់ត្រាក្នុងនាមអ្នក តាមតួនាទីដែលអ្នកផ្ដល់ឱ្យសោ។ សូមរក្សាសោដូចជាពាក្យសម្ងាត់របស់អ្នក។
keys-none = អ្នកមិនមានសោទេ។
keys-everybodys = នេះជាសោរបស់បុគ្គលិកទាំងអស់។
keys-name = ឈ្មោះ
keys-name-hint = សោនេះសម្រាប់អ្វី ដើម្បីឱ្យអ្នកស្គាល់វាពេលក្រោយ។
keys-expires = ផុតកំណត់
keys-used = ប្រើចុងក្រោយ
keys-unused = មិនដែលប្រើ
keys-action = សកម្មភាព
keys-retire = ឈប់ប្រើ
keys-retire-named = ឈប់ប្រើសោ { $name }
keys-retired = បានឈប់ប្រើ { $date }
keys-expired = ផុតកំណត់ហើយ
keys-roles-changed = លែងមានសុពលភាព៖ តួនាទីរបស់ម្ចាស់សោបានផ្លាស់ប្ដូរ
keys-new = បង្កើតសោ
keys-role-hint = អ្វីដែលកម្មវិធីអាចធ្វើបាន។ កុំផ្ដល់ឱ្យលើសពីអ្វីដែលវាត្រូវការ។
keys-life = ផុតកំណត់ក្នុងរយៈពេល
keys-days = { $count } ថ្ងៃ
keys-password = ពាក្យសម្ងាត់របស់អ្នក
keys-password-hint = យើងសួរម្ដងទៀត ដើម្បីកុំឱ្យអ្នកផ្សេងនៅមុខអេក្រង់របស់អ្នកអាចបង្កើតសោបាន។
keys-make = បង្កើតសោ
keys-made-title = សូមចម្លងសោនេះឥឡូវនេះ
keys-made = សោនេះបង្ហាញតែម្ដងគត់ ហើយមិនត្រូវបានរក្សាទុកនៅទីណាទេ។ អ្នកណាមានសោនេះ អាចធ្វើការក្នុងនាមអ្នកបាន។
keys-name-wrong = សូមដាក់ឈ្មោះសោ ពី 1 ដល់ 100 តួអក្សរ។
keys-role-wrong = សូមជ្រើសរើសយ៉ាងហោចណាស់តួនាទីមួយក្នុងចំណោមតួនាទីរបស់អ្នក។
keys-days-wrong = នៅទីនេះ សោមិនអាចមានសុពលភាពយូរដូច្នេះទេ។
keys-too-many = អ្នកមានសោគ្រប់ចំនួនកំណត់ហើយ។ សូមឈប់ប្រើសោដែលអ្នកមិនត្រូវការ។
keys-password-wrong = នេះមិនមែនជាពាក្យសម្ងាត់របស់អ្នកទេ។
api-idempotency-missing = សូមផ្ញើបឋមកថា Idempotency-Key ដែលមានតម្លៃខុសៗគ្នាសម្រាប់សំណើថ្មីនីមួយៗ។
api-idempotency-wrong = Idempotency-Key ត្រូវមានតួអក្សរ ASCII ដែលមើលឃើញ ពី 1 ដល់ 200 តួ។
api-idempotency-other = Idempotency-Key នេះត្រូវបានប្រើសម្រាប់សំណើផ្សេង។
api-idempotency-in-hand = សំណើដដែលកំពុងដំណើរការ។ សូមសួរម្ដងទៀតបន្តិចក្រោយ។
api-version-wrong = If-Match ត្រូវមាន ETag នៃចម្លើយមួយ រួមទាំងសញ្ញាសម្រង់។
api-parameter-wrong = មិនអាចអានតម្លៃនេះបានទេ។
api-field-missing = ខ្វះព័ត៌មាននេះ។
api-field-wrong = នេះមិនមែនជាអ្វីដែលត្រូវការនៅទីនេះទេ។

partners-lead = ដៃគូដែលកម្មវិធីរបស់ពួកគេអាចផ្ញើរបាយការណ៍មកតុការងារ។ សោត្រូវបង្កើតតាមបន្ទាត់ពាក្យបញ្ជា ដោយប្រើ “hotline partner add” ហើយបង្ហាញនៅទីនោះតែម្ដងគត់។
partners-none = គ្មានដៃគូណាមានសោទេ។
partners-name = ដៃគូ
partners-added = ថ្ងៃបន្ថែម
partners-used = ប្រើចុងក្រោយ
partners-unused = មិនដែលប្រើ
partners-action = សកម្មភាព
partners-retire = ឈប់ប្រើ
partners-retire-named = ឈប់ប្រើសោរបស់ { $name }
partners-retired = បានឈប់ប្រើ { $date }

## Jobs that failed

jobs-lead = ការងារទាំងនេះមិនអាចធ្វើបានទេ ទោះបីព្យាយាមប៉ុន្មានដងក៏ដោយ។ សូមដោះស្រាយមូលហេតុ រួចឱ្យព្យាយាមម្ដងទៀត។
jobs-none = គ្មានអ្វីនៅទីនេះទេ។ ការងារទាំងអស់ត្រូវបានធ្វើរួច ឬកំពុងបន្តព្យាយាម។
jobs-kind = ប្រភេទ
jobs-queued = ពេលដាក់ក្នុងជួរ
jobs-attempts = ចំនួនដងព្យាយាម
jobs-reason = មូលហេតុនៃការបរាជ័យចុងក្រោយ
jobs-action = សកម្មភាព
jobs-retry = ព្យាយាមម្ដងទៀត
