# The public's pages.

letterbox-part-report = Report
letterbox-part-ask = Ask with a receipt

## The form

# Neutral: the title stays in the browser's history.
letterbox-title-report = Tell us a web address
letterbox-heading = Report sexual abuse or exploitation of a child on the internet
letterbox-urls-label = Web addresses
letterbox-category-label = What is it about?
letterbox-urls-hint = Copy the address from the address bar of the browser. If there are several, put each on a line of its own. Nothing else is needed.
letterbox-door-danger = A child is in danger now
letterbox-door-own = It is about a picture or video of me
letterbox-door-no-address = I have no web address
letterbox-danger-heading = A child is in danger now
letterbox-danger-lead = Call first: it is the fastest way to help. Then, if there is a web address, send it here. We look at it before all others.
letterbox-own-heading = Is it about a picture or video of you?
letterbox-own-help = You can talk to somebody
letterbox-trap = Leave this field empty
letterbox-know-title = Good to know
letterbox-anonymous = We do not ask who you are. We keep neither your network address nor what device you use. The exact time is kept inside your sealed report alone, which only our staff can open; outside it stands no more than the hour.
letterbox-traces = We tell your browser to keep nothing of these pages on your device, neither what you typed nor the pages themselves. But its history may show that you were here, and whoever runs the network may see it. If that worries you, use a private window or Tor Browser, and delete the history afterwards.
letterbox-numbers = Numbers to call
letterbox-send = Send

## When it could not be sent

letterbox-nothing-sent = Nothing new has been sent yet. All you typed is still here: check it and press Send.
letterbox-expired = This page was open for too long, so nothing has been sent yet. All you typed is still here: please press Send once more.
letterbox-expired-sent = This page was open for too long. What you sent before has arrived, and nothing of it is lost. What you type here now becomes a new report with a receipt of its own; to add it to the first one, ask with the receipt of that one instead.
letterbox-correcting = Your report has arrived. Here is what you sent: correct it or add to it and press Send. It is added under the same receipt; what arrived before stays.
letterbox-not-taken = Your report was not taken: our service is interrupted. All you typed is still here. Please press Send again in a few minutes; it will not be counted twice.
letterbox-no-files = We never take pictures, films or other files: none was kept, and nothing has been sent yet. The text that came with it is still here: please check that nothing is missing, write the address of the page where you saw it, and press Send.
letterbox-unread = What you sent was far too long to be read, so nothing of it was kept and we cannot show your text again. Nothing has been sent yet. Please type or paste the web addresses here once more, at most 100 at a time, and press Send.
letterbox-answer-no-files = We never take pictures, films or other files: none was kept, and this page has not been sent yet. The text that came with it is still here: please check that nothing is missing and press the button again. What arrived before is safe.
letterbox-answer-unread = What you sent was far too long to be read, so nothing of it was kept and we cannot show all of your text again. Please send a shorter text. What arrived before is safe.
letterbox-line = Line { NUMBER($line) }: { $reason }
letterbox-lines-more =
    { $count ->
        [one] One more line is not right either.
       *[other] { NUMBER($count) } more lines are not right either.
    }
letterbox-urls-missing = Enter at least one web address. If you do not have one, please call one of the numbers on this page.
letterbox-urls-many = Send at most { NUMBER($most) } addresses at once, and the others after that.
letterbox-choice-unknown = Choose one of the answers given.
letterbox-text-long = This is { NUMBER($length) } characters long; at most { NUMBER($most) } fit. Please shorten it.
letterbox-too-long = All of it together is too long. Please send some of the addresses now and the others after that.
letterbox-control-character = There is an invisible control character in this text. Please delete it and type it again instead of pasting it.

letterbox-refused-empty = There is no web address here.
letterbox-refused-not-a-url = This is not one web address. An address looks like www.name.example/page; put each on a line of its own. If you do not have an address, please call one of the numbers on this page.
letterbox-refused-media = This is the content of a file, not a web address. We never take pictures, films or other files, and nothing of it was kept. Please send the address of the page where you saw it.
letterbox-refused-other-scheme = This address is not of the web. Only addresses that begin with http or https can be reported here.
letterbox-refused-not-public = This address leads to a private network or to your own device; nobody else can reach it. Please copy the address from the browser’s address bar.
letterbox-refused-malformed-host = The name of the site is misspelt. Please compare it with the browser’s address bar.
letterbox-refused-mistyped-onion = The name of the onion service is mistyped: its symbols do not fit together. Please copy it again from Tor Browser’s address bar.
letterbox-refused-malformed-port = The number after the name of the site is not a port from 1 to 65535. Please compare it with the browser’s address bar.
letterbox-refused-too-long = This address is longer than the 8,192 bytes an address may have. Please send it without what comes after the question mark.
letterbox-refused-line-break = There is a line break in this address. Please put each address on one line.

## The receipt

letterbox-title-taken = Your receipt
letterbox-taken-heading = Your report has arrived
letterbox-taken-lead = This is your receipt:
letterbox-taken-keep = Write it down or save it now. Once you leave these pages it is not shown again, and nobody can find it for you. Whoever has it can read our answer and write to us in your place, so keep it where only you see it.
letterbox-save = Save as text
letterbox-taken-next-asked = With the receipt you can ask how far we are, write to us and add an address, at any time.
letterbox-correct = Correct or add an address
letterbox-done-heading = Thank you. All you told us has arrived.
letterbox-done-cut-heading = Thank you. A part of what you told us has arrived.

letterbox-cut = We are short of space just now: of what you wrote only the beginning, or the web addresses alone, were kept. Please send the rest later today under the same receipt.
letterbox-cut-lead = We are short of space just now: of what you wrote only the name was kept. Please send the rest later today under the same receipt.
letterbox-cut-urls = We are short of space just now: only the first { NUMBER($taken) } web addresses were kept, and { NUMBER($left) } were not. Please send those later today under the same receipt.
letterbox-taken-next-title = What happens next
letterbox-report-another = Report something else

## Questions after the address

letterbox-title-more = Questions
letterbox-more-title = Do you know more?
letterbox-more-lead = A few short questions help us to decide faster. You may leave any of them empty and stop at any time: what has arrived stays.
letterbox-more = Go on to the questions
letterbox-more-heading = Do you know more?
letterbox-more-every = Your report has arrived. Each answer is added to it when you press a button below. An answer that you change, or empty, takes the place of the earlier one.
letterbox-more-expired = This page was open for too long. Your report has arrived and nothing of it is lost. With your receipt you can add more.
letterbox-progress = Question { NUMBER($number) } of { NUMBER($of) }
letterbox-answer-not-sent = This has not been sent yet. What you typed is still here: correct it and send it again.
letterbox-answer-not-taken = This was not taken: our service is interrupted. What you typed is still here. Please press the button again in a few minutes; it will not be counted twice. What arrived before is safe.
letterbox-next = Next
letterbox-back = Back
letterbox-browser-back = Please use the buttons on this page. If you used the browser’s own Back button and it asks whether to send the form again, you may agree: nothing is counted twice.
letterbox-done = That is all
letterbox-unsaid = I would rather not say, or do not know
letterbox-danger-label = Is a child in danger now?
letterbox-danger-hint = For example because the abuse is happening now, or because somebody threatens or wants to meet a child.
letterbox-danger-stays = Your report stays marked as urgent until somebody has looked at it.
letterbox-danger-yes = Yes
letterbox-danger-no = No
letterbox-found-label = Where did you find it?
letterbox-found-website = On a website
letterbox-found-social-network = On a social network
letterbox-found-messaging = In a messaging app
letterbox-found-forum = On a forum
letterbox-found-game = In a game
letterbox-found-file-sharing = Where files are shared
letterbox-found-onion = On an onion site (Tor)
letterbox-found-other = Elsewhere
letterbox-shown-label = What is there? (several are possible)
letterbox-shown-image = Pictures
letterbox-shown-video = Video
letterbox-shown-live-stream = A live stream
letterbox-shown-text = Text
letterbox-seen-label = When did you see it?
letterbox-seen-today = Today
letterbox-seen-this-week = This week
letterbox-seen-this-month = This month
letterbox-seen-earlier = Earlier
letterbox-reach-label = How does one get there?
letterbox-reach-hint = For example a password, what has to be pressed, or the page that led there.
letterbox-narrative-label = Is there anything else we should know?
letterbox-narrative-hint = For example where on the page it is, or the name of an account. Please do not write your own name.
letterbox-feedback-label = I would like to be told what came of it
letterbox-feedback-hint = We tell you under your receipt when the work is finished, as far as we may.
letterbox-contact-label = How may we reach you?
letterbox-contact-hint = Leave this empty to stay anonymous: you get our answer with the receipt anyway. Only the hotline’s staff can read it.

## Without an address

letterbox-no-address-heading = You have no web address?
letterbox-no-address-find = Where an address may be found
letterbox-no-address-browser = In a browser: press once on the line at the top of the window. What stands there is the address, and can be copied.
letterbox-no-address-app = In an app: open the profile, the group or the message, look for “Share” or three dots, and choose “Copy link”.
letterbox-no-address-do-not = Please do not search for the content again to find its address, and do not save or pass on anything.
letterbox-no-address-back = I have an address now

# Where the pack takes leads.
letterbox-lead-title = Tell us without an address
letterbox-lead-lead = If no address can be found, tell us here what you know. The hotline’s staff read it and look for somebody who can help. Then you get a receipt, with which you can ask how far we are.
letterbox-lead-label = Which app, site, group or account is it about?
letterbox-lead-hint = A name is enough, for example that of an app and of a group in it. Please do not write your own name.
letterbox-lead-words = What is happening there?
letterbox-lead-words-hint = In your own words. You may leave this empty.
letterbox-lead-missing = Enter the name of an app, a site, a group or an account. If you know none, please call one of the numbers on this page.
letterbox-lead-is-address = This is a web address. Please choose “I have an address now” on this page and send it there: with an address we can do more.
letterbox-lead-no-files = We never take pictures, films or other files: none was kept, and nothing has been sent yet. The text that came with it is still here: please check that nothing is missing, and press Send.
letterbox-lead-unread = What you sent was far too long to be read, so nothing of it was kept and we cannot show your text again. Nothing has been sent yet. Please write it here once more, shorter, and press Send.
letterbox-lead-correcting = What you told us has arrived. If you have an address now, put it here and press Send. It is added under the same receipt; what arrived before stays.

## Asking with a receipt

letterbox-title-ask = Receipt
letterbox-ask-heading = Ask how far we are
letterbox-ask-lead = Type the receipt that you got when you reported. With it you can read our answer, write to us and add an address.
letterbox-account-expired = This page was open for too long. Nothing is lost: please type your receipt once more.
letterbox-conversation = Messages
letterbox-conversation-none = There are no messages yet.
letterbox-from-you = You:
letterbox-from-hotline = The hotline:
letterbox-message-label = Write to the analyst
letterbox-message-hint = What you write is read by the hotline’s staff alone. The answer appears on this page, often after some days.
letterbox-message-send = Send the message
letterbox-message-missing = Please write something first.
letterbox-message-arrived = Your message has arrived. It appears here as soon as our system has taken it up; a person reads it later.
letterbox-add-title = Add an address
letterbox-add-send = Add
letterbox-urls-arrived = The address has arrived and belongs to your report.
letterbox-else-title = What else you can do
letterbox-look-again = Look again
letterbox-feedback-ask = Tell me what came of it
letterbox-feedback-ask-hint = If you press this button, we tell you here, under your receipt, what came of it once the work is finished, as far as we may.
letterbox-feedback-arrived = We have noted that you wish to be told what came of it.
letterbox-withdraw = Withdraw what I told about myself
letterbox-withdraw-hint = You are asked once more before anything is destroyed.
letterbox-withdraw-heading = Withdraw what you told about yourself?
letterbox-withdraw-what = How to reach you, all messages, and everything that you wrote in your own words are destroyed at the hotline. This cannot be undone.
letterbox-withdraw-stays = The addresses that you reported and the answers that you chose from a list stay, because a child may need them.
letterbox-withdraw-own = If you told us that you are in the picture or video yourself, that stays noted as well, so that it is looked at first. If you want us to strike that out too, write it to us in a message after withdrawing.
letterbox-withdraw-sure = Yes, withdraw it
letterbox-withdraw-not = No, leave it as it is
letterbox-withdrawn = It has arrived: what you told about yourself is destroyed as soon as the hotline opens this message.
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

## The provider's page

letterbox-title-link = Answer to a letter
letterbox-link-heading = Answer to our letter
letterbox-link-lead = On this page whoever received a letter from us sees the web addresses that it is about, and answers for each of them or for all at once. No account is needed: only a code that we send by mail.
letterbox-link-code-title = 1. Get a code
letterbox-link-code-about = We send it to the address that our letter went to, and to no other. It holds for half an hour, and opens the list once.
letterbox-link-code-ask = Send the code
letterbox-link-code-asked = If this link belongs to a letter that can still be answered here, a code is on its way to the address that the letter went to. We send at most five in an hour.
letterbox-link-open-title = 2. Open the list
letterbox-link-code-label = Code
letterbox-link-code-hint = Eight letters and digits. Capital or small letters, spaces and hyphens make no difference.
letterbox-link-code-missing = Enter the code from the mail. If you have none, press “Send the code”.
letterbox-link-open = Open the list
letterbox-link-not-there = There is no list here yet. If the code is right, it comes within some seconds: look again. If it does not come, the code is mistyped, older than half an hour or used already, or the letter cannot be answered here any more; please get another code, or answer the mail.
letterbox-link-not-taken = Nothing was sent: our service is interrupted. Please press the button again in a few minutes.
letterbox-list-heading = The web addresses of our letter
letterbox-list-lead = Letter { $reference }. This list is shown here until { $until }; what you answer until then is taken.
letterbox-list-never = Please open an address only if it is your task, and never send us pictures or films.
letterbox-list-show = Show the addresses exactly
letterbox-list-hide = Show the addresses so that nobody opens them by mistake
letterbox-list-table = Download the list as CSV
letterbox-list-all = Answer for all addresses that have no answer of their own below
letterbox-list-place = { $number }. Reference { $reference }
letterbox-list-said = You said before: { $said }
letterbox-list-says = What can you tell us?
letterbox-list-unsaid = (nothing)
letterbox-says-seen = We have read it
letterbox-says-removed = It is removed, or nobody gets at it any more
letterbox-says-not-ours = It is not ours
letterbox-says-more-time = We need more time
letterbox-says-question = We have a question
letterbox-list-more = Until when, whose it is, more words
letterbox-list-until = If you need more time: until the end of which day?
letterbox-list-whose = If it is not yours: whose is it? A name, a mail address
letterbox-list-text = More words, or your question
letterbox-list-send = Send the answers
letterbox-list-arrived = Your answers have arrived. You can send more as long as this list is shown.
letterbox-list-not-sent = Nothing has been sent yet. All you typed is still here: please look at what is marked.
letterbox-list-too-long = All of it together is too long, so nothing has been sent yet. Please shorten the texts, or send some of the answers now and the others after that.
letterbox-list-not-taken = Your answers were not taken: our service is interrupted. All you typed is still here. Please press the button again in a few minutes.
letterbox-list-over = The time for this list is over, and nothing has been sent. Please get another code.
letterbox-list-nothing-said = Choose an answer for at least one address, or for all.
letterbox-list-says-missing = Choose what you can tell us; only then is what you typed with it sent.
letterbox-list-until-missing = Enter a day that is to come.
letterbox-list-question-missing = Enter your question.

## For programs

letterbox-api-unknown = There is no such field.
letterbox-api-text = This must be a text.
letterbox-api-truth = This must be true or false.
letterbox-api-list = This must be a list of texts.
letterbox-api-language = This language is not offered.
letterbox-api-draw = This draw token does not hold any more. Draw a new one and send the report again.
letterbox-api-words = This must be a list of objects, or an object in it.
letterbox-api-place = The list has no such place, or it is named twice.
letterbox-api-visit = This visit does not hold any more. Ask for the list again.
letterbox-api-no-list = There is no list of this visit: it has not come yet, its time is over, or there is nothing to be had with the key.
