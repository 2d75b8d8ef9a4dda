"""Who says the words and asks for nobody, in English: our own sentences, written for these tests."""

import pytest

from bot import slips, wishes
from bot.wishes import Wish

NOT_WANTED = """
    what's the number for customer service | do you have a phone number | is this a real person
    is there a human behind this | am I speaking with a human | am I chatting with a person or a machine
    you sound human | travel agent fee | customer service hours | customer service opening times
    how do I become a representative | how do I become an agent | how to become a customer service representative
    human resources | human resources contact | contact human resources about my payslip
    talk to my doctor about the side effects | should I talk to my doctor before taking this
    the operator of my mobile network | which operator do you use | my mobile operator blocked the SMS
    I talked to an agent yesterday | I spoke to a representative last week and he promised a refund
    The agent told me that it would be fixed | your agent was rude | an agent hung up on me | don't transfer me
    do not connect me to an agent | please don't escalate | no need to transfer me | I don't need to talk to anyone
    no human needed | I do not want an agent | please don't call me | stop calling me | who called me from this number
    how do I call a function in the API | call quality is bad | missed call notification | how do I call abroad
    can I call from the app | how do I set up call forwarding | call me a taxi | call me John | can I contact the seller
    how do I contact the driver | how can I talk to the seller | can I chat with the seller | message the host
    can I chat with other users | how do I speak to my tenant | contact my bank | how do I connect my bank account
    connect to wifi | connect a printer | connect me to the VPN | transfer money to another person
    transfer money to someone else | transfer to another account | transfer my number to another operator
    transfer me the money | can I transfer my subscription to someone else | switch to another plan
    switch to business account | switch user | how do I change the account manager | how do I add a manager
    manager approval | password manager | task manager shows high CPU | project manager role | how do I add a supervisor
    the supervisor cannot see reports | operator precedence | logical operators in search | SQL operator not supported
    user agent string | insurance agent license | agents per month limit | how many agents are included
    agent seat price | AI agent pricing | do you offer an AI agent | how do I train the bot
    how do I turn off the bot on my site | how do I disable the chatbot | can I customize the chatbot
    bot keeps answering my customers | the bot answers in the wrong language | human readable dates
    human verification keeps failing | verify that I am human | prove I'm human captcha | person of contact change
    contact person for invoices | change the contact person | third person singular
    how many people can use one account | someone stole my phone | someone else used my card
    someone logged in to my account | anyone can see my profile | can anyone see my messages
    can someone else use my account | can someone see when I am online | can someone hack me
    is anyone else having this problem | does anyone know how to reset the router | has anyone tried the new version
    is someone else able to receive my parcel | can someone else pick up my order
    can somebody else sign for the parcel | can I send it to someone else | how do I give someone access
    how do I share a file with someone | how do I remove someone from my team | how do I invite somebody
    support for dark mode | do you support Linux | is chat support included in the basic plan | what does live chat cost
    how do I add live chat to my website | live chat widget color | how do I install the live chat | live streaming
    real time updates | real person photo required | manual review by a human how long | is my data read by humans
    do humans read my messages | are my conversations reviewed by people | do you hire humans
    customer representative salary | job as a customer service agent | support ticket status
    where do I find my support ticket | customer service is closed on Sunday? | is customer service open today
    email address of support | how to write to support by mail | what is the email of your manager | call center jobs
    call centre software | help center url | assistant settings | google assistant integration
    virtual assistant pricing | executive summary | executive plan | colleague cannot log in
    my colleague can't see the folder | invite a colleague | my manager needs a receipt
    I want to give my manager access | my boss needs an invoice | my rep quoted a different price
    transfer ownership to a colleague | escalation rules | how do I set up escalation
    escalate ticket automatically after 2 hours | how does handover work in your product
    how do I hand a chat over to another agent | how do I assign a chat to an agent
    assign conversation to agent automatically | can my agents see the history | agent cannot reply to a conversation
    agents get no notifications | how can I speak better English | text to speech | speak to type
    does the app talk to Salesforce | can the thermostat talk to Alexa | talk time left | talk to text feature
    I like talking to you | nice to talk to a bot for once | you are better than a human | I was told to contact support
    it says contact support | the error says please contact your administrator
    error: contact your system administrator | what does "operator error" mean | I already contacted customer service
    I emailed customer support and got an answer | thanks, the agent helped me | thank you for connecting me
    your customer service is great | who is your CEO | who owns this company
    who is the person in charge of data protection | does the delivery person call before arrival
    delivery person did not call me | the courier did not call me | when will the courier call me
    can the technician come on Saturday | I need a technician visit cost | do you sell to persons under 18
    price per person | two person tent | in person pickup | can I pay in person | can I collect it in person
    personal data deletion | personnel file | I need help with my order | help | please help
    can you answer my question | reply to my mail | please check my order | need assistance with returns
    how do I get a refund | I need someone's shipping address changed | I want to buy this for someone
    looking for a gift for someone special | I want to meet people | I lost contact with my friend | add contact
    sync my contacts | import contacts | contact lenses | contact details wrong | contract | who am I talking to
    am I speaking to a bot | do I talk to a robot here | so you're not a human?
    are there humans behind this chat or only bots | how do bots talk to people | can you speak German
    do you speak Spanish | talk to me | speak up | I want to talk about refunds | can we talk about my order
    how do I contact you | how can I reach you | where can I contact you about partnership | contact email
    I need your phone number to contact somebody | what time do agents start working
    at what time can I speak to an agent | are agents available on weekends | is customer service available on Sundays
    what are the hours to speak to a person | how long until someone ships my order
    when will someone deliver my parcel | did someone cancel my order | somebody opened my parcel
    someone is using my Netflix | someone keeps logging into my account | somebody charged my card
    a person keeps sending me spam | report a person for harassment | block someone | how do I block a person
    how do I message someone | how do I call someone | how do I add someone to a group chat
    how do I start a group chat with someone | can I video call someone with this | how do I change my sales rep
    find my local sales representative | how much does a rep earn | what does an account manager do
    who is my account manager | change my account manager's email | file manager does not open | device manager error
    download manager stuck | tag manager integration | live tracking of my order | live location sharing
    live score not updating | real name verification | real id needed | is the live agent feature included in my plan
    how many agents can be logged in | agent dashboard is empty | agents can't see messages
    an agent deleted my conversation | set agent status to away | export agent performance | agent performance report
    agent login page | assign agents to departments | how do I assign tickets to a human
    what happens when the bot hands over to a human | when does the bot transfer to an agent
    does the bot transfer to a person automatically | can the bot escalate to a person | configure transfer to human
    how do I configure human handoff | disable human takeover | bot to human handoff setup
    transfer my domain to someone else | transfer ticket to another person | transfer my booking to a friend
    connect to a database | connect two accounts | connect with friends | I want to connect with people nearby
    I need a support contract | support plan price | customer support software price | is support free
    how good is your support | your support is great | thanks to your agent for the help
    I want to thank the agent who helped me | I'd like to leave a review for the agent | how do I rate the agent
    rate my agent | the person I talked to was great | the guy I spoke to told me to wait
    your colleague promised a call | nobody was home when the courier came | no one was at home
    nobody can see my posts | no one can open the file | nobody likes this update
    my colleague needs help with his password | my manager wants a report | our operator license expired
    machine washable? | is the machine included | coffee machine not working | washing machine repair
    my computer doesn't start | no computer needed? | do I need a computer | don't have a computer
    I don't have a machine | does not work on my machine | stop machine | robot vacuum does not charge
    robot vacuum not starting | vacuum robot support | does your company employ humans | human hair wig
    human anatomy course | is it human grade food | person of interest | per person fee | first person view
    can a third person use my card | can another person drive the rental car | can another person check in for me
    how do I send a gift to someone | can I book for someone else | I am booking for someone else
    is someone allowed to visit me | do I need someone to sign | do I need a person at home for delivery
    need a person at home for the delivery? | does someone have to be at home | staff discount | staff wifi password
    specialist appointment | book an appointment with a specialist | how do I book a specialist | expert mode
    associate degree | consultant fees | become a consultant | technician visit | engineer salary
    boss level is too hard | emergency number | emergency exit seat | my agent license number is wrong
    agent fee for the ticket | do I pay an agent fee | is there an agent in my city | find an agent near me
    where is the nearest agent | list of authorized agents | agent code | who is my insurance agent | what is an agent
    what is a representative | what does your support include | representative sample | sales representative commission
    how do I report an agent | the operator charged me twice | tour operator contact | train operator refund
    operator manual | forklift operator training | person name is misspelled
    name of the person on the booking is wrong | how do I change the person on the reservation
    can I bring another person | is a second person free | add a person to my account
    remove a person from my subscription | give another person access | I want to send money to a person abroad
    connect my account to my phone | connect my agent's calendar | how do I connect the chatbot to Slack
    I can't connect to the server | connection lost | transfer fee | transfer failed | my transfer is pending
    transfer to savings | transfer me my balance | can you transfer the balance to my account
    can you send me the invoice | can you call the API twice | support for two languages
    do I get support with the free plan | contact support link is broken | where is the contact form
    the chat with the seller disappears | chat history export | how do I delete a chat | voice chat not working
    can I chat in Chinese | speak to me in English | how do I talk to the bot | help center articles
    I need help from the community | can someone join my team without an email | can anybody join the meeting
    can someone edit my document | did anyone edit my file | when someone calls me it goes to voicemail
    someone called me from your company, is it a scam | an employee asked me for my password | staff was unfriendly
    the staff in the store could not help | human error in my order | human size | is it safe for humans
    human capital report | the manager of the shop refused a refund | store manager name | manager account login
    how do managers approve vacation | supervisor dashboard | executive board | I'm an agent
    I am a representative of a company and want to buy 50 licences | I'm a manager, how do I see my team's hours
    as an operator I can't see the queue | we are agents and need a group plan | my agents are offline
    set an agent offline | do agents see what I type | will an agent see my card number | are chats with agents recorded
    how long do agents keep chat logs | does talking to an agent cost extra | is talking to a human free
    I already talked to a human | I just spoke with someone and he fixed it | thanks for letting me talk to a human
    I was transferred to an agent and he solved it | no thanks, no agent | please no agent
    I don't want to be transferred | do not escalate | never mind the agent | cancel the transfer to the agent
    not a human, the bot is fine | I prefer the bot | I'd rather talk to the bot
    Anyone there? How do I change my password | Can I talk to Alexa | can I talk to Spanish users | call me back please
    who can I talk to about a lost card | hello support, how do I reset my password | hi agent, how do I export my data
    is there a person talking or a computer
"""


def _sentences(block: str) -> list[str]:
    return [sentence.strip() for line in block.splitlines() for sentence in line.split("|") if sentence.strip()]


@pytest.mark.parametrize("text", _sentences(NOT_WANTED))
def test_nobody_is_wanted(text: str) -> None:
    assert wishes.of(text) is not Wish.person


@pytest.mark.parametrize("text", _sentences(NOT_WANTED))
def test_shouting_and_greeting_make_no_wish(text: str) -> None:
    assert wishes.of(text.upper() + "!") is not Wish.person
    assert wishes.of("Hello, " + text) is not Wish.person


def test_a_typing_error_in_the_longest_word_changes_little() -> None:
    said = [_with_a_slip(text) for text in _sentences(NOT_WANTED)]
    right = sum(wishes.of(text) is not Wish.person for text in said)
    assert right / len(said) >= 0.98


def _with_a_slip(text: str) -> str:
    longest = max(text.split(), key=len)
    return text.replace(longest, slips.mistyped(longest, seed=7), 1)
