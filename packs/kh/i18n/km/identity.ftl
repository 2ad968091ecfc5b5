# ផ្នែកនានានៃតុការងារ ការចូលគណនី បុគ្គលិក និងការងារដែលបរាជ័យ។

## The parts

desk-part-queue = ជួររង់ចាំ
desk-part-contacts = ទំនាក់ទំនង
desk-part-staff = បុគ្គលិក
desk-part-jobs = ការងារដែលបរាជ័យ

## Signing in

sign-in-title = ចូលគណនីតុការងារ
sign-in-name = ឈ្មោះសម្រាប់ចូលគណនី
sign-in-password = ពាក្យសម្ងាត់
sign-in = ចូលគណនី
sign-in-wrong = ឈ្មោះ ឬពាក្យសម្ងាត់មិនត្រឹមត្រូវ។ សូមពិនិត្យទាំងពីរ រួចព្យាយាមម្ដងទៀត។
sign-in-wait = មានការបញ្ចូលពាក្យសម្ងាត់ខុសច្រើនដងពេកសម្រាប់ឈ្មោះនេះ។ សូមព្យាយាមម្ដងទៀតក្នុងរយៈពេល { NUMBER($seconds) } វិនាទី។
sign-in-session-ended = វគ្គប្រើប្រាស់របស់អ្នកបានផុតកំណត់ ហើយអ្វីដែលអ្នកទើបផ្ញើមិនត្រូវបានរក្សាទុកទេ។ សូមចូលគណនី រួចធ្វើម្ដងទៀត។

## The language of the desk

desk-language-title = ភាសានៃតុការងារ
desk-language-lead = សូមជ្រើសរើសភាសាដែលអ្នកចង់អានទំព័រទាំងនេះ។ ភាសានេះនឹងនៅដដែលរហូតដល់អ្នកជ្រើសរើសភាសាផ្សេង។

## Staff

role-analyst = អ្នកវិភាគ
role-supervisor = អ្នកត្រួតពិនិត្យ
role-manager = អ្នកគ្រប់គ្រង
role-administrator = អ្នកគ្រប់គ្រងប្រព័ន្ធ
staff-lead = អ្នកទាំងអស់ដែលអាចចូលគណនីបាន។ ការបន្ថែមបុគ្គលិកធ្វើតាមបន្ទាត់ពាក្យបញ្ជា ដោយប្រើ “hotline staff add”។
staff-name = ឈ្មោះ
staff-roles = តួនាទី
staff-language = ភាសា
staff-added = ថ្ងៃបន្ថែម

## Jobs that failed

jobs-lead = ការងារដែលមិនអាចធ្វើបានទោះបីព្យាយាមប៉ុន្មានដងក៏ដោយ។ សូមដោះស្រាយមូលហេតុ រួចឱ្យព្យាយាមម្ដងទៀត។
jobs-none = គ្មានអ្វីនៅទីនេះទេ។ ការងារទាំងអស់ត្រូវបានធ្វើរួច ឬកំពុងបន្តព្យាយាម។
jobs-kind = ប្រភេទ
jobs-queued = ពេលដាក់ក្នុងជួរ
jobs-attempts = ចំនួនដងព្យាយាម
jobs-reason = មូលហេតុនៃការបរាជ័យចុងក្រោយ
jobs-action = សកម្មភាព
jobs-retry = ព្យាយាមម្ដងទៀត
