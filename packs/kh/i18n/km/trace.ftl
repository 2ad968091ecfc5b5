# លទ្ធផលនៃការស្វែងរកទីតាំងម៉ាស៊ីនមេ។

trace-source-dns = DNS
trace-source-network = បញ្ជីចុះឈ្មោះអាសយដ្ឋាន IP (RDAP)
trace-source-domain = បញ្ជីចុះឈ្មោះដែន (RDAP)
trace-source-network-whois = បញ្ជីចុះឈ្មោះអាសយដ្ឋាន IP (WHOIS)
trace-source-domain-whois = បញ្ជីចុះឈ្មោះដែន (WHOIS)
trace-source-system = បញ្ជីចុះឈ្មោះប្រព័ន្ធស្វយ័ត (RDAP)
trace-source-table = តារាងអាសយដ្ឋាន IP

trace-named-by-registration = បញ្ជីចុះឈ្មោះបណ្ដាញបានបញ្ជាក់
trace-named-by-route = បានបញ្ជាក់ជាប្រភពដើមនៃផ្លូវបណ្ដាញ
trace-named-by-table = តារាងអាសយដ្ឋាន IP បានបញ្ជាក់

# ទីកន្លែងដែលរកឃើញអាសយដ្ឋាន។ $word និង $within ជាពាក្យរបស់ពិធីការ។
trace-subject-network = របស់បណ្ដាញ
trace-subject-system = របស់ប្រព័ន្ធស្វយ័ត
trace-subject-domain = របស់ដែន
trace-subject-registrar = របស់អ្នកចុះឈ្មោះដែន
trace-place-rdap = RDAP { $subject } ត្រង់តួនាទី { $word }
trace-place-rdap-within = RDAP { $subject } ត្រង់តួនាទី { $word } ក្នុង { $within }
trace-place-whois = WHOIS { $subject } ត្រង់ចន្លោះ { $word }
trace-place-whois-remark = WHOIS { $subject } ក្នុងកំណត់សម្គាល់

trace-names-found = បានរកឃើញអាសយដ្ឋាន IP
trace-names-address = ទីតាំងនេះប្រើអាសយដ្ឋាន IP ផ្ទាល់ មិនមែនឈ្មោះដែន
trace-names-none = គ្មានឈ្មោះដែននេះទេ
trace-names-aliases = ឈ្មោះនេះនាំទៅឈ្មោះផ្សេងច្រើនពេក ឬវិលជារង្វង់
trace-names-unasked = មិនបានសួរ៖ ក្នុងម៉ោងនេះបានសួរអំពីដែននេះគ្រប់ចំនួនហើយ
trace-names-no-resolver = មិនទាន់បានកំណត់ម៉ាស៊ីនសម្រាប់រកឈ្មោះដែន (DNS resolver)
trace-names-onion = សេវា onion៖ គ្មានប្រទេស
trace-names-onion-unreached = សេវាអ៊ុនយ៉ុន (onion)៖ វាគ្មានប្រទេស ហើយមិនបានកំណត់ Tor ទេ ដូច្នេះគ្មាននរណាអាចមើលវាបានទេ
trace-names-failed = DNS មិនបានឆ្លើយ

trace-event-name = បានសួរ DNS អំពីឈ្មោះដែន
trace-event-full = បានសួរ DNS និងបញ្ជីចុះឈ្មោះ

## វិធានរបស់បណ្ដាញទាន់ហេតុការណ៍

trace-rules = វិធានអំពីម៉ាស៊ីនមេ
trace-rules-lead = អ្វីដែលបណ្ដាញទាន់ហេតុការណ៍ដឹងច្បាស់ជាងបញ្ជីចុះឈ្មោះ។ វិធានអំពីម៉ាស៊ីនមេមួយមានអាទិភាពមុនវិធានអំពីដែនដែលវែងជាងគេ ហើយវិធានអំពីដែនមុនវិធានអំពីជួរអាសយដ្ឋានដែលតូចជាងគេ។ បើស្មើគ្នា វិធានថ្មីជាងគេមានសុពលភាព។ «កុំទាក់ទង» មានសុពលភាពជានិច្ច។
trace-rules-none = មិនទាន់មានវិធានទេ។
trace-rules-with-ended = បង្ហាញវិធានដែលបានបញ្ចប់ផងដែរ
trace-rules-without-ended = លាក់វិធានដែលបានបញ្ចប់
trace-rule-add = បន្ថែមវិធាន
trace-rule-add-lead = វិធាននេះមានសុពលភាពភ្លាមសម្រាប់អ្វីដែលសម្រេចចាប់ពីពេលនេះ។ ករណីបើកដែលពាក់ព័ន្ធនឹងបន្តទៅមុខតាមវិធាននេះក្នុងរយៈពេលប៉ុន្មាននាទី។
trace-rule-add-it = បន្ថែមវិធាន
trace-rule-reach = អំពី
trace-rule-reach-host = ម៉ាស៊ីនមេមួយ
trace-rule-reach-suffix = ដែនមួយ និងគ្រប់ឈ្មោះក្រោមវា
trace-rule-reach-network = ជួរអាសយដ្ឋាន
trace-rule-key = ម៉ាស៊ីនមេ ដែន ឬជួរអាសយដ្ឋាន
trace-rule-key-hint = ឧទាហរណ៍ files.example, example.org ឬ 192.0.2.0/24។ មិនមែនអាសយដ្ឋានទំព័រទេ។
trace-rule-says = វិធាននិយាយថា
trace-rule-real-host = ម៉ាស៊ីនមេពិតប្រាកដ
trace-rule-own-registrar = អ្នកចុះបញ្ជីដែនផ្ទាល់
trace-rule-site-owner = សរសេរទៅម្ចាស់គេហទំព័រ
trace-rule-do-not-contact = កុំទាក់ទង
trace-rule-named = អ្នកដែលវិធានចង្អុលទៅ
trace-rule-provider = ឈ្មោះ
trace-rule-provider-hint = របស់ម៉ាស៊ីនមេពិតប្រាកដ អ្នកចុះបញ្ជីដែន ឬម្ចាស់គេហទំព័រ។
trace-rule-address = អាសយដ្ឋានម៉ាស៊ីនមេពិតប្រាកដ
trace-rule-address-hint = អាសយដ្ឋាន IP។ យើងសួរបញ្ជីចុះឈ្មោះថាជារបស់អ្នកណា។
trace-rule-mail = អាសយដ្ឋានអ៊ីមែល
trace-rule-country = ប្រទេស
trace-rule-country-hint = អក្សរពីរ ដូចជា KH។ ត្រូវការ បើគ្មានអាសយដ្ឋាន IP។
trace-rule-reason = មូលហេតុ
trace-rule-since = ចាប់ពី
trace-rule-end = បញ្ចប់
trace-rule-end-reason = ហេតុអ្វីបានជាបញ្ចប់
trace-rule-end-it = បញ្ចប់វិធាន
trace-rule-end-named = បញ្ចប់វិធានអំពី { $key }
trace-rule-ended = បានបញ្ចប់ { $at }
trace-rule-somebody = នរណាម្នាក់
trace-rule-changed = វិធាននេះត្រូវបានបញ្ចប់រួចហើយ។
trace-rule-wrong-key = សូមសរសេរម៉ាស៊ីនមេ ដែនដែលមានយ៉ាងតិចពីរផ្នែក ឬជួរអាសយដ្ឋានដូចជា 192.0.2.0/24។
trace-rule-wrong-says = សូមជ្រើសថាវិធាននិយាយអ្វី។
trace-rule-wrong-address = សូមសរសេរអាសយដ្ឋាន IP របស់ម៉ាស៊ីនមេ ឬឈ្មោះអ្នកផ្ដល់សេវា។
trace-rule-wrong-provider = សូមសរសេរឈ្មោះមិនលើសពី ២០០ តួអក្សរ។
trace-rule-wrong-mail = សូមសរសេរអាសយដ្ឋានអ៊ីមែលដែលអាចផ្ញើទៅបាន។
trace-rule-wrong-country = សូមសរសេរប្រទេសជាអក្សរពីរ ដូចជា KH។
trace-rule-wrong-reason = សូមប្រាប់មូលហេតុ មិនលើសពី ២ ០០០ តួអក្សរ។

## ចម្លើយរបស់ប្រូកស៊ី

trace-answer-wrong-said-by = សូមប្រាប់ថាអ្នកណាបានឆ្លើយ មិនលើសពី ២០០ តួអក្សរ។
trace-answer-wrong-said-on = សូមសរសេរថ្ងៃដូចជា 2026-01-05។ មិនអាចជាថ្ងៃដែលមិនទាន់មកដល់ទេ។
trace-answer-no-proxy = តាមការស្វែងរកថ្មីបំផុត គ្មានប្រូកស៊ីនៅពីមុខទីតាំងនេះទេ។

trace-source-proxy = បញ្ជីប្រូកស៊ី
trace-source-rule = វិធានរបស់បណ្ដាញទាន់ហេតុការណ៍
trace-source-answer = ចម្លើយរបស់ប្រូកស៊ី
trace-source-redirect = ការបញ្ជូនបន្ត (HEAD)
trace-source-look = កន្លែងនោះផ្ទាល់ (HEAD)

trace-event-redirects = បានសួរថាទីតាំងនេះនាំទៅណា
trace-event-answer = បានកត់ត្រាចម្លើយរបស់ប្រូកស៊ី
trace-event-changed-address = បានផ្លាស់ទៅអាសយដ្ឋានផ្សេង
trace-event-changed-network = បានផ្លាស់ទៅបណ្ដាញផ្សេង
trace-event-changed-country = បានផ្លាស់ទៅប្រទេសផ្សេង
trace-event-changed-contact = អាសយដ្ឋានទទួលបណ្ដឹងបានផ្លាស់ប្ដូរ
