# អង្គភាពដែលបណ្ដាញទាន់ហេតុការណ៍សរសេរទៅ។

stakeholders-title = អ្នកទំនាក់ទំនង
stakeholders-lead = យើងសរសេរទៅតែអ្នកទំនាក់ទំនងដែលបានអនុម័តប៉ុណ្ណោះ។ អ្នកទំនាក់ទំនងដែលបញ្ជីឈ្មោះអ៊ីនធឺណិតបានបង្ហាញ គ្រាន់តែជាសំណើ៖ សូមអនុម័តនៅពេលអ្នកដឹងច្បាស់ថា អាសយដ្ឋាននោះជារបស់អង្គភាពនោះមែន។
stakeholders-none = មិនទាន់មានអ្នកទំនាក់ទំនងទេ។
stakeholders-name = អង្គភាព
stakeholders-kind = ប្រភេទ
stakeholders-country = ប្រទេស
stakeholders-country-hint = អក្សរពីរតួ ដូចជា KH
stakeholders-address = អាសយដ្ឋានអ៊ីមែល
stakeholders-language = ភាសានៃអ៊ីមែលរបស់យើង
stakeholders-source = ដឹងតាមរយៈ
stakeholders-state = ស្ថានភាព
stakeholders-action = អ្វីដែលត្រូវធ្វើ
stakeholders-approve = អនុម័ត
stakeholders-approve-named = អនុម័ត { $name }
stakeholders-retire = ឈប់ប្រើ
stakeholders-retire-named = ឈប់ប្រើ { $name }
stakeholders-add = បន្ថែមអ្នកទំនាក់ទំនង
stakeholders-add-lead = ដំបូងវាជាសំណើ ហើយយើងសរសេរទៅវា លុះត្រាតែបានអនុម័ត។
stakeholders-propose = ដាក់សំណើ

stakeholders-kind-provider = អ្នកផ្ដល់សេវា
stakeholders-kind-police = អង្គភាពនគរបាល
stakeholders-kind-partner = បណ្ដាញទាន់ហេតុការណ៍ដៃគូ
stakeholders-source-trace = បញ្ជីឈ្មោះអ៊ីនធឺណិត
stakeholders-source-staff = មិត្តរួមការងារ
stakeholders-state-proposed = រង់ចាំការអនុម័ត
stakeholders-state-approved = បានអនុម័ត
stakeholders-state-retired = ឈប់ប្រើ

stakeholders-country-wrong = សូមសរសេរប្រទេសជាអក្សរពីរតួ ដូចជា KH
stakeholders-name-wrong = សូមសរសេរឈ្មោះអង្គភាព មិនលើសពី ២០០ តួអក្សរ
stakeholders-address-wrong = សូមសរសេរអាសយដ្ឋានអ៊ីមែល ដូចជា abuse@provider.example
stakeholders-changed = អ្នកទំនាក់ទំនងនេះបានផ្លាស់ប្ដូរក្នុងពេលនេះ។ សូមថយក្រោយ ហើយមើលម្ដងទៀត។
