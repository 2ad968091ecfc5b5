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
trace-names-failed = DNS មិនបានឆ្លើយ

trace-event-name = បានសួរ DNS អំពីឈ្មោះដែន
trace-event-full = បានសួរ DNS និងបញ្ជីចុះឈ្មោះ
