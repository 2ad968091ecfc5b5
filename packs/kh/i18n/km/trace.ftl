# លទ្ធផលនៃការស្វែងរកទីតាំងម៉ាស៊ីនមេ។

trace-source-dns = DNS
trace-source-network = បញ្ជីអាសយដ្ឋាន (RDAP)
trace-source-domain = បញ្ជីឈ្មោះ (RDAP)

trace-names-found = បានរកឃើញអាសយដ្ឋាន
trace-names-address = ទីតាំងនេះបញ្ជាក់អាសយដ្ឋានផ្ទាល់
trace-names-none = គ្មានឈ្មោះនេះទេ
trace-names-no-resolver = មិនបានកំណត់ម៉ាស៊ីនឆ្លើយឈ្មោះ
trace-names-onion = សេវា onion៖ គ្មានប្រទេស
trace-names-failed = DNS មិនបានឆ្លើយ
