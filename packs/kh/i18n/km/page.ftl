# ពាក្យដែលទំព័រណាក៏អាចប្រើបាន។

## The language itself

language-name = ភាសាខ្មែរ
text-direction = ltr
digits = ០១២៣៤៥៦៧៨៩
digit-group-separator = .
country-and-code = { $name } ({ $code })
kept-whole = របាយ-ការណ៍ រាយ-ការណ៍ រូប-ភាព ទាំង-អស់ ផ្លាស់-ប្ដូរ ហេតុ-ការណ៍ អេ-ក្រង់ រា-រាំង រាំង-ខ្ទប់ ទ-ទេ រង់-ចាំ រក្សា-ទុក អង្គ-ភាព សុពល-ភាព សវន-កម្ម វិសាល-ភាព សុខុមាល-ភាព គុណ-ភាព ចុះ-ឈ្មោះ
date = ថ្ងៃទី{ $day } ខែ{ $month } ឆ្នាំ{ $year }
date-time = { $date } ម៉ោង { $time }
date-hour = { $date } ក្នុងចន្លោះមួយម៉ោងចាប់ពីម៉ោង { $time }
month-and-year = ខែ{ $month } ឆ្នាំ{ $year }
month-january = មករា
month-february = កុម្ភៈ
month-march = មីនា
month-april = មេសា
month-may = ឧសភា
month-june = មិថុនា
month-july = កក្កដា
month-august = សីហា
month-september = កញ្ញា
month-october = តុលា
month-november = វិច្ឆិកា
month-december = ធ្នូ

## The frame

service-name = បណ្ដាញទាន់ហេតុការណ៍អ៊ីនធឺណិត
skip-to-content = រំលងទៅខ្លឹមសារ
choose-language = ភាសា
navigation = ម៉ឺនុយ
quick-exit = ចាកចេញពីគេហទំព័រនេះភ្លាម
quick-exit-key = (ឬចុច Esc ពីរដង)
sign-out = ចេញពីគណនី
signed-in-as = បានចូលគណនីជា { $name }
demonstration = ការបង្ហាញសាកល្បង
demonstration-explained = នេះជាការបង្ហាញសាកល្បងដោយប្រើទិន្នន័យប្រឌិត។ អ្វីដែលអ្នកផ្ញើនៅទីនេះ មិនទៅដល់បណ្ដាញទាន់ហេតុការណ៍ណាមួយឡើយ។

## The alarm

alarm-rings = { $reports ->
    [one] មានរបាយការណ៍បន្ទាន់មួយកំពុងរង់ចាំ៖ សូមឱ្យនរណាម្នាក់ទទួលយក។
   *[other] មានរបាយការណ៍បន្ទាន់ { NUMBER($reports) } កំពុងរង់ចាំ៖ សូមឱ្យនរណាម្នាក់ទទួលយក។
}
alarm-letters = { $letters ->
    [one] មានលិខិតបន្ទាន់មួយមិនទាន់បានចេញទៅទាន់ពេល។
   *[other] មានលិខិតបន្ទាន់ { NUMBER($letters) } មិនទាន់បានចេញទៅទាន់ពេល។
}
alarm-unheard = មិនអាចទាក់ទងអ្នកប្រចាំការណាម្នាក់បានទេ។

## Shortcuts of the desk

shortcuts-title = គ្រាប់ចុចផ្លូវកាត់
shortcuts-close = បិទ
shortcuts-next = បន្ទាប់ ក្នុងបញ្ជី ឬផ្នែកនៃទំព័រ
shortcuts-before = មុន
shortcuts-open = បើក
shortcuts-tick = គូសធីក ឬដកធីក
shortcuts-claim = ទទួលបន្ទុកករណី ឬករណីដែលបានគូសធីក
shortcuts-hand-over = ទៅទម្រង់ប្រគល់ករណី
shortcuts-viewing = ទៅវគ្គមើល
shortcuts-note = សរសេរកំណត់ចំណាំ
shortcuts-queue = បញ្ជីរង់ចាំ
shortcuts-tasks = កិច្ចការត្រូវធ្វើ
shortcuts-help = បញ្ជីនេះ

## Forms

title-wrong = សូមកែ៖ { $title }

continue = បន្ត
back = ថយក្រោយ
error-summary-title = សូមកែចំណុចនេះ
error-prefix = សូមកែ៖

## The receipt

receipt-copy = ចម្លង
receipt-copied = បានចម្លងលេខបង្កាន់ដៃហើយ។
receipt-marked = លេខបង្កាន់ដៃត្រូវបានជ្រើសរើសហើយ៖ សូមចម្លងវាឥឡូវនេះ។
receipt-print = បោះពុម្ព

## When something goes wrong

incident = បើអ្នកប្រាប់យើងអំពីបញ្ហានេះ សូមផ្ដល់លេខនេះ៖ { $number }
problem-home = ទៅទំព័រដើម
problem-numbers = លេខទូរសព្ទដែលអ្នកអាចហៅបាន
problem-not-found = រកមិនឃើញទំព័រនេះទេ
problem-not-found-advice = អាសយដ្ឋានប្រហែលជាវាយខុស ឬទំព័រនេះលែងមានទៀតហើយ។ សូមទៅទំព័រដើម រួចព្យាយាមម្ដងទៀតពីទីនោះ។
problem-signed-out = អ្នកមិនទាន់បានចូលគណនីទេ
problem-signed-out-advice = សូមចូលគណនី រួចព្យាយាមម្ដងទៀត។
problem-denied = អ្នកគ្មានសិទ្ធិធ្វើសកម្មភាពនេះទេ
problem-denied-advice = បើការងាររបស់អ្នកត្រូវការសិទ្ធិនេះ សូមសួរអ្នកគ្រប់គ្រងប្រព័ន្ធ។
problem-malformed = យើងមិនអាចអានអ្វីដែលបានផ្ញើមកទេ
problem-malformed-advice = សូមថយក្រោយ៖ ជាធម្មតា អ្វីដែលអ្នកបានវាយបញ្ចូលនៅមានដដែល។ បើផ្ញើលើកទីពីរនៅតែមិនបាន សូមចម្លងអ្វីដែលអ្នកបានវាយបញ្ចូល ចាប់ផ្ដើមថ្មីពីទំព័រដើម រួចបិទភ្ជាប់វា។
problem-invalid = ចម្លើយខ្លះត្រូវពិនិត្យឡើងវិញ
problem-invalid-advice = សូមថយក្រោយ ហើយកែអ្វីដែលបានរៀបរាប់នៅទីនេះ។ គ្មានអ្វីត្រូវបានរក្សាទុកទេ។
problem-conflict = ព័ត៌មាននេះបានផ្លាស់ប្ដូរក្នុងចន្លោះពេលនេះ
problem-changed = មានគេបានផ្លាស់ប្ដូរព័ត៌មាននេះ បន្ទាប់ពីអ្នកបានអានវា
problem-changed-advice = សូមអានវាម្ដងទៀត មើលថាមានអ្វីខុសពីមុន រួចផ្ញើការកែប្រែរបស់អ្នកសម្រាប់ព័ត៌មានដែលមាននៅពេលនេះ។ គ្មានអ្វីក្នុងសំណើនេះត្រូវបានធ្វើទេ។
problem-unconditional = ព័ត៌មាននេះអាចកែបានតែក្នុងកំណែដែលបានអាន
problem-unconditional-advice = សូមអានវាជាមុនសិន រួចផ្ញើ ETag នៃចម្លើយនោះជា If-Match។
problem-too-large = អ្វីដែលបានផ្ញើមកវែងពេក
problem-too-large-advice = សូមថយក្រោយ កាត់ឱ្យខ្លី រួចផ្ញើម្ដងទៀត។ សូមផ្ញើតែអាសយដ្ឋាន និងអត្ថបទប៉ុណ្ណោះ កុំផ្ញើរូបភាព ឬវីដេអូឡើយ។
problem-unsupported-media = មិនអាចផ្ញើឯកសារនៅទីនេះបានទេ
problem-unsupported-media-advice = សូមផ្ញើតែអាសយដ្ឋាន និងអត្ថបទប៉ុណ្ណោះ។ យើងមិនទទួលរូបភាព វីដេអូ ឬឯកសារផ្សេងទៀតជាដាច់ខាត។
problem-too-many = មានសំណើច្រើនពេកក្នុងពេលតែមួយ
problem-too-many-advice = សូមរង់ចាំមួយនាទី រួចព្យាយាមម្ដងទៀត។
problem-unavailable = សេវានេះកំពុងមានការរអាក់រអួល
problem-unavailable-advice = អ្វីដែលអ្នកបានផ្ញើប្រហែលជាមិនទាន់ត្រូវបានរក្សាទុកទេ។ សូមកុំទាន់លុបអ្វីដែលអ្នកបានសរសេរ ហើយព្យាយាមម្ដងទៀតក្នុងពេលប៉ុន្មាននាទីខាងមុខ។
problem-internal = មានបញ្ហានៅខាងយើង
problem-internal-advice = នេះមិនមែនជាកំហុសរបស់អ្នកទេ ហើយយើងបានទទួលដំណឹងរួចហើយ។ សូមថយក្រោយ រួចព្យាយាមម្ដងទៀត។ បើនៅតែមានបញ្ហា សូមព្យាយាមនៅពេលក្រោយ។
