# លទ្ធផលនៃការស្វែងរកទីតាំងម៉ាស៊ីនមេ។

trace-source-dns = DNS
trace-source-network = បញ្ជីចុះឈ្មោះអាសយដ្ឋាន IP (RDAP)
trace-source-domain = បញ្ជីចុះឈ្មោះដែន (RDAP)

trace-names-found = បានរកឃើញអាសយដ្ឋាន IP
trace-names-address = ទីតាំងនេះប្រើអាសយដ្ឋាន IP ផ្ទាល់ មិនមែនឈ្មោះដែន
trace-names-none = គ្មានឈ្មោះដែននេះទេ
trace-names-no-resolver = មិនទាន់បានកំណត់ម៉ាស៊ីនសម្រាប់រកឈ្មោះដែន (DNS resolver)
trace-names-onion = សេវា onion៖ គ្មានប្រទេស
trace-names-failed = DNS មិនបានឆ្លើយ

trace-event-name = បានសួរ DNS អំពីឈ្មោះដែន
trace-event-full = បានសួរ DNS និងបញ្ជីចុះឈ្មោះ
