# ករណី៖ ស្ថានភាព លទ្ធផល និងមូលហេតុ។

intake-state-waiting = កំពុងរង់ចាំ
intake-state-assessing = កំពុងវាយតម្លៃ
intake-state-acting = កំពុងចាត់វិធានការ
intake-state-closed = បានបិទ

intake-outcome-gone = មាតិកាលែងមានទៀតហើយ
intake-outcome-access-disabled = ការចូលមើលត្រូវបានបិទ
intake-outcome-not-illegal = មិនខុសច្បាប់
intake-outcome-unavailable = មិនអាចវាយតម្លៃបាន
intake-outcome-out-of-remit = ក្រៅវិសាលភាពការងាររបស់បណ្ដាញទាន់ហេតុការណ៍នេះ
intake-outcome-handed-over = នគរបាល ឬបណ្ដាញដៃគូបានទទួលយកទៅធ្វើបន្ត

intake-why-reported = ត្រូវបានរាយការណ៍
intake-why-claimed = អ្នកវិភាគម្នាក់បានទទួលបន្ទុក
intake-why-handed-over = អ្នកវិភាគបានប្រគល់មកវិញ
intake-why-lapsed = រយៈពេលទទួលបន្ទុករបស់អ្នកវិភាគបានផុតកំណត់
intake-why-released = សេចក្ដីសម្រេចត្រូវបានអនុញ្ញាតឱ្យបញ្ចេញ
intake-why-gone-by-rule = លែងមានទៀត តាមវិធាននៃការតាមដាន
intake-why-two-persons-word = បុគ្គលិកពីរនាក់បានបញ្ជាក់ដូច្នេះ
intake-why-reported-again = ត្រូវបានរាយការណ៍ម្ដងទៀត ហើយមាតិកានៅតែមាន
intake-why-police-concluded = នគរបាលមិនត្រូវការអ្វីបន្ថែមទៀតទេ
intake-why-other = សូមមើលកំណត់ត្រាសវនកម្ម

intake-who-staff = បុគ្គលិកម្នាក់
intake-who-job = ប្រព័ន្ធ
intake-who-operator = បន្ទាត់ពាក្យបញ្ជា
intake-who-reporter = អ្នករាយការណ៍
