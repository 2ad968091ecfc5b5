# The public's pages.

letterbox-part-report = Report
letterbox-part-ask = Ask with a receipt

## The form

# Neutral: the title stays in the browser's history.
letterbox-title-report = Tell us a web address
letterbox-heading = Report sexual abuse or exploitation of a child on the internet
letterbox-urls-label = Web addresses
letterbox-urls-hint = One address a line. Copy it from the browser’s address bar. Nothing else has to be filled in.
letterbox-more-title = More, if you wish
letterbox-more-lead = You may leave all of this empty.
letterbox-category-label = What is it about?
letterbox-category-unsaid = I would rather not say, or do not know
letterbox-narrative-label = What is there, and where on the page?
letterbox-narrative-hint = For example how one gets there, or the name of an account. A few words are enough.
letterbox-contact-label = How may we reach you?
letterbox-contact-hint = Leave this empty to stay anonymous. Only the hotline’s staff can read it.
letterbox-send = Send

## When it could not be sent

letterbox-nothing-sent = Nothing has been sent yet. All you typed is still here: correct it and send it again.
letterbox-draw-expired = This form was open for too long, so nothing has been sent yet. All you typed is still here: please press Send once more.
letterbox-not-taken = Your report was not taken: our service is interrupted. All you typed is still here. Please press Send again in a few minutes; it will not be counted twice.
letterbox-correcting = Your report has arrived. Here is what you sent: correct it or add to it and press Send. It is added under the same receipt; what arrived before stays.
letterbox-no-files = We never take pictures, films or other files: none was kept, and nothing has been sent yet. The text that came with it is still here: please check that nothing is missing, write the address of the page where you saw it, and press Send.
letterbox-unread = What you sent was far too long to be read, so nothing of it was kept and we cannot show your text again. Nothing has been sent yet. Please type or paste the web addresses here once more, at most 100 at a time, with a few words only, and press Send.
letterbox-line = Line { NUMBER($line) }: { $reason }
letterbox-lines-more =
    { $count ->
        [one] One more line is not right either.
       *[other] { NUMBER($count) } more lines are not right either.
    }
letterbox-urls-missing = Enter at least one web address. If you do not have one, please call one of the numbers on this page.
letterbox-urls-many = Send at most { NUMBER($most) } addresses at once, and the others after that.
letterbox-category-unknown = Choose one of the answers given.
letterbox-text-long = This is { NUMBER($length) } characters long; at most { NUMBER($most) } fit. Please shorten it.
letterbox-too-long = All of it together is too long. Please send some of the addresses now and the others after that.
letterbox-control-character = There is an invisible control character in this text. Please delete it and type it again instead of pasting it.

letterbox-refused-empty = There is no web address here.
letterbox-refused-not-a-url = This is not one web address. An address looks like www.name.example/page; put each on a line of its own. If you do not have an address, please call one of the numbers on this page.
letterbox-refused-media = This is the content of a file, not a web address. We never take pictures, films or other files, and nothing of it was kept. Please send the address of the page where you saw it.
letterbox-refused-other-scheme = This address is not of the web. Only addresses that begin with http or https can be reported here.
letterbox-refused-not-public = This address leads to a private network or to your own device; nobody else can reach it. Please copy the address from the browser’s address bar.
letterbox-refused-malformed-host = The name of the site is misspelt. Please compare it with the browser’s address bar.
letterbox-refused-malformed-port = The number after the name of the site is not a port from 1 to 65535. Please compare it with the browser’s address bar.
letterbox-refused-too-long = This address is longer than the 8,192 bytes an address may have. Please send it without what comes after the question mark.
letterbox-refused-line-break = There is a line break in this address. Please put each address on one line.

## The receipt

letterbox-title-taken = Your receipt
letterbox-taken-heading = Your report has arrived
letterbox-taken-lead = This is your receipt:
letterbox-taken-keep = Write it down now. It is shown only here, and nobody can find it for you again. Whoever has it can read our answer, so keep it where only you see it.
letterbox-taken-next-title = What happens next
letterbox-taken-next-asked = With the receipt you can ask in a few days how far we are.
letterbox-taken-next-corrected = If something was wrong or missing, press “Correct or add something” on this page now: what you typed appears once more, and what you send then is added under the same receipt. Once you leave this page, that is no longer possible.
letterbox-correct = Correct or add something
letterbox-report-another = Report something else

## Asking with a receipt

letterbox-title-ask = Receipt
letterbox-ask-heading = Ask how far we are
letterbox-ask-lead = Type the receipt that you got when you reported.
letterbox-receipt-label = Receipt
letterbox-receipt-hint = 21 letters and digits. Capital or small letters, spaces and hyphens make no difference.
letterbox-receipt-length = A receipt has 21 letters and digits. Please count them, and compare them with what you wrote down.
letterbox-receipt-symbol = There is a sign in it that no receipt has. A receipt has digits and letters of the English alphabet, without U.
letterbox-receipt-check = A letter or digit is wrong, or two have changed places. Please compare it with what you wrote down.
letterbox-ask = Ask
letterbox-answer-heading = How far we are
letterbox-answer-none = There is no answer yet.
letterbox-answer-none-advice = It can take a few days. If you are not sure that the receipt is the right one, compare it with what you wrote down.
letterbox-answer-again = Type another receipt
letterbox-step-received = We have received your report.
letterbox-step-in-work = An analyst is working on it.
letterbox-step-closed = The work on it is finished. Thank you.

## For programs

letterbox-api-unknown = There is no such field.
letterbox-api-text = This must be a text.
letterbox-api-list = This must be a list of texts.
letterbox-api-language = This language is not offered.
letterbox-api-draw = This draw token does not hold any more. Draw a new one and send the report again.
