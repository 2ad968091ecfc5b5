# អង្គភាពដែលបណ្ដាញទាន់ហេតុការណ៍សរសេរទៅ។

stakeholders-title = អាសយដ្ឋានទំនាក់ទំនង
stakeholders-lead = យើងសរសេរទៅតែអាសយដ្ឋានទំនាក់ទំនងដែលបានអនុម័តប៉ុណ្ណោះ។ អាសយដ្ឋានដែលបានមកពីបញ្ជីចុះឈ្មោះអ៊ីនធឺណិត គ្រាន់តែជាសំណើ៖ សូមអនុម័តវា នៅពេលអ្នកដឹងច្បាស់ថាជាអាសយដ្ឋានរបស់អង្គភាពនោះមែន។
stakeholders-none = មិនទាន់មានអាសយដ្ឋានទំនាក់ទំនងទេ។
stakeholders-name = អង្គភាព
stakeholders-kind = ប្រភេទ
stakeholders-country = ប្រទេស
stakeholders-country-hint = អក្សរពីរតួ ឧទាហរណ៍ KH
stakeholders-address = អាសយដ្ឋានអ៊ីមែល
stakeholders-language = ភាសានៃអ៊ីមែលរបស់យើង
stakeholders-source = ដឹងតាមរយៈ
stakeholders-state = ស្ថានភាព
stakeholders-action = អ្វីដែលត្រូវធ្វើ
stakeholders-approve = អនុម័ត
stakeholders-approve-named = អនុម័ត { $name }
stakeholders-retire = ឈប់ប្រើ
stakeholders-retire-named = ឈប់ប្រើ { $name }
stakeholders-retire-hint = លែងមានអ្វីត្រូវបានសរសេរទៅអាសយដ្ឋាននេះទៀត។
stakeholders-add = បន្ថែមអាសយដ្ឋានទំនាក់ទំនង
stakeholders-add-lead = ដំបូងវាជាសំណើ។ យើងសរសេរទៅវា លុះត្រាតែវាត្រូវបានអនុម័ត។
stakeholders-propose = ដាក់សំណើ

stakeholders-key = សោ OpenPGP
stakeholders-key-named = សោ OpenPGP របស់ { $name }
stakeholders-key-lead = អ៊ីមែលទៅអាសយដ្ឋាននេះត្រូវអ៊ិនគ្រីបដោយសោនេះ ហើយអាចមាន URL។ សូមផ្ទៀងផ្ទាត់ស្នាមម្រាមដៃសោជាមួយអ្នកនៅទីនោះ តាមទូរស័ព្ទ ឬលើក្រដាស។
stakeholders-key-fingerprint = ស្នាមម្រាមដៃសោ
stakeholders-key-until = ផុតកំណត់
stakeholders-key-hint = សោសាធារណៈជាអត្ថបទ ចាប់ពី BEGIN ដល់ END។ ទុកឱ្យទទេដើម្បីដកសោចេញ។
stakeholders-key-save = រក្សាទុក
stakeholders-key-none = គ្មានសោទេ
stakeholders-key-good = អាចអ៊ិនគ្រីបបាន
stakeholders-key-not-yet = សោមិនទាន់មានសុពលភាព
stakeholders-key-expired = សោផុតកំណត់
stakeholders-key-revoked = សោត្រូវបានដកហូត
stakeholders-key-weak = សោខ្សោយពេក
stakeholders-key-cannot-encrypt = សោមិនអាចអ៊ិនគ្រីប
stakeholders-key-secret = នេះជាសោសម្ងាត់។ អ្នកដែលផ្ញើវាមកគួរប្ដូរសោថ្មី សូមសុំសោសាធារណៈវិញ។
stakeholders-key-wrong = សូមផ្ដល់សោសាធារណៈ OpenPGP មួយ ជាអត្ថបទចាប់ពី BEGIN ដល់ END។

stakeholders-kind-provider = អ្នកផ្ដល់សេវា
stakeholders-kind-police = អង្គភាពនគរបាល
stakeholders-kind-partner = បណ្ដាញដៃគូ
stakeholders-kind-regulator = និយ័តករនៃអ្នកផ្ដល់សេវា
stakeholders-source-trace = បញ្ជីចុះឈ្មោះអ៊ីនធឺណិត
stakeholders-source-staff = មិត្តរួមការងារម្នាក់
stakeholders-state-proposed = រង់ចាំការអនុម័ត
stakeholders-state-approved = បានអនុម័ត
stakeholders-state-retired = បានឈប់ប្រើ

stakeholders-country-wrong = សូមសរសេរប្រទេសជាអក្សរពីរតួ ឧទាហរណ៍ KH
stakeholders-name-wrong = សូមសរសេរឈ្មោះអង្គភាព មិនលើសពី { NUMBER(200) } តួអក្សរ
stakeholders-address-wrong = សូមសរសេរអាសយដ្ឋានអ៊ីមែល ដូចជា abuse@provider.example
stakeholders-changed = អាសយដ្ឋានទំនាក់ទំនងនេះបានផ្លាស់ប្ដូរក្នុងចន្លោះពេលនេះ។ សូមថយក្រោយ ហើយមើលម្ដងទៀត។
