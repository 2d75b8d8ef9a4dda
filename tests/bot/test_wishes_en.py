"""Who asks for a person in English: our own sentences, written for these tests."""

import pytest

from bot import slips, wishes
from bot.wishes import Wish

WANTED = """
    can someone help me | can someone please help me with this | Can somebody call me? | can anyone help me here
    could someone get back to me | please have someone call me back | have somebody contact me
    I want someone to call me | anyone there | anybody there? | hello is anyone there?? | is anyone here
    is somebody there | is someone available | anyone available to chat? | anyone online?
    is there anyone I can talk to | is there someone I could speak with | isn't there a human here | is there a human
    is there any human here | are there any real people there | any humans around? | do you have real people
    do you guys have humans working there | where are the humans | where is the human support | who can I speak to
    who do I talk to about a refund | who should I contact about this | I need to talk to someone about my bill
    I need to speak with someone regarding my account | I need to discuss this with a person | put me through
    put me through to a human | put me through to billing | put me through to your manager
    patch me through to an agent | connect me | connect me please | connect me now | transfer me
    transfer me to a human being | transfer this chat to an agent | transfer me to the support team
    redirect me to an agent | forward me to a person | hand me over to a human | hand me over to your colleague
    pass me on to someone who knows | pass me to a colleague | route me to an agent | escalate | escalate my case
    please escalate my issue to a supervisor | speak w/ rep | speak w a rep | talk 2 a human | talk 2 agent
    i wanna talk 2 sum1 | tlk to agent | spk to agent | talk to rep | human pls | hooman please | agent plz
    AGENT AGENT AGENT | representative representative | rep | live person | live human | actual human
    actual person please | real human | live chat | live support | live help | chat with a person | chat to a human
    I've been chatting with a robot | I'm tired of talking to a robot | I am sick of this bot, give me a person
    enough with the bot | get me off this bot | I don't want a bot | I don't want to chat with a machine | stop this bot
    not the bot please | no more bots | I refuse to talk to a computer | quit giving me automated responses
    stop with the automated answers I want a person | I want a human response | I want a human answer
    I need human assistance | need human intervention | human assistance please | I require assistance from a person
    can a real person answer this | can a person look at this | can a human look into this for me
    can someone look into this | could somebody check my account please | can somebody from support look at my ticket
    I want to be helped by a human | get me your manager | get me your supervisor | get your manager
    let me speak to your boss | I demand to speak to a manager | I insist on talking to a manager
    I want to see a manager | manager please | supervisor now | where is your manager
    can I talk to whoever is in charge | let me speak to the person in charge | I want to speak to somebody in charge
    can I speak to someone higher up | I would appreciate it if I could speak to a person
    would it be possible to speak with somebody | is it possible to get a human | may I speak with an agent
    might I talk to one of your colleagues | any chance I could talk to a human | any way to talk to a person
    is there a way to talk to a real person | is there any way I can reach a human | how can I get a human
    how do I get to a person | how do I get through to a human | how do I get an agent | how to talk to a live agent
    how to connect with agent | where can I find a human to talk to | what do I have to do to get a human
    what does it take to talk to a human | I'm looking for a human | I'm looking to speak with an agent
    looking for an agent | I was hoping to talk to someone | I'm trying to reach a human being
    trying to get hold of someone | I can't get hold of anyone | I can't reach anyone | why can't I talk to a person
    why is there no human | why can't I get a real person | let me talk to a f***ing human | let me out of this bot
    I prefer a human | I'd prefer to deal with a person | I'd rather deal with a human | I only want to talk to a human
    I will only talk to a human | just give me a human | just a human please | give me a person | give me a real human
    gimme an agent | bring me an agent | get me an agent | get an agent | get me a human | get someone
    get someone to help me | send me an agent | send a human | send me to a human | send me to someone real
    assign me an agent | assign an agent to me | assign a representative | request an agent | request a human
    requesting agent | requesting to speak to an agent | request for human agent | I request a representative
    I would like to request a live agent | can I have an agent | can I have a human please | could I have a person
    may I have a representative | can I get a human | can i get a rep | can I get someone on the line
    can i get someone to talk to | could I get some human help | can I get some live help | are you able to transfer me
    can you transfer me | can you connect me | can you put me through | could you pass me on
    would you mind transferring me to a colleague | please hand over to a human | handover | handoff | human takeover
    talk to human | talk human | speak human | speak to someone | speak with human | speak with someone in support
    speak to customer support | talk to support | talk to your team | talk to a team member | talk to staff
    can I talk to a staff member | I want to speak with a member of your team | I need a member of staff
    get me a technician | I want to talk to a technician | talk to an engineer | I need to speak with an expert
    speak to a specialist | I want an advisor | talk to an adviser | talk to a consultant
    I want to speak to an account manager | let me chat with a real employee | I want a real employee
    my card was stolen, get me an agent | My payment failed twice. I need a human.
    my account is locked and I need to talk to somebody right now | where is my order? let me talk to someone
    I was charged twice, can I speak to someone about it | This isn't helping. Human please.
    that didn't help, I want an agent | this is not what I asked. connect me to a person
    you don't understand, let me talk to a person | you are a bot, I want a human | Are you a bot? I want a human
    hi, can I talk to someone? | Hello, I would like to speak to a representative please. Thank you.
    Good morning, could I speak to someone from the billing department? | hey there can i talk with a person real quick
    good evening, please connect me to an operator | I can't log in. Please let me talk to somebody in tech support
    taelk to a humna | talk to a hooman | tlak to agnet | speek to a humen | speak to reprsentative | repersentative
    representitive | represenative please | representive | representative plz | cutomer service please
    customer serivce | costumer service | custmer suport | opperator | operater | operatr | supervisior | superviser
    manger please | i want to talk to a manger | i need an agnet | agetn please | i want to speek with somone
    talk to some one | talk to sombody | can i speek to a person | can I speak to a preson | contact suport agent
    conect me to agent | connct me with an agent | tranfer me to an agent | trasnfer me | transfert me to agent
    i wan to talk to agent | i want talk agent | want human | need human | need agent | need person to talk
    want to talk agent | want talk with human | me want human | agent i want | human i need | I need a human, not a bot
    I need a human to help me with this | I think I need a human | I guess I need to speak with someone
    I believe I need an actual person for this | maybe a human could help | perhaps a colleague of yours can help me
    This needs a human | this is a job for a human | I'd feel better talking to a person | I have a question for a human
    I have a complicated issue that requires a human | can I talk to someone on the phone | someone needs to call me
    someone has to help me | somebody help me | someone help | somebody please help me | I need somebody
    I need someone | I need someone real | I want someone | help me talk to a human | help me get a person
    help me reach an agent | I am waiting for an agent | still waiting for an agent
    I've been waiting for an agent for an hour | waiting for someone to reply | nobody answers | nobody replied to me
    no one is helping me | no one responds | nobody is responding to my messages | no reply from anyone
    why is nobody answering | no one gets back to me | is anybody going to answer me | will someone reply to me
    will anyone answer me | can I get a reply from a human | when will someone reply to me | when will an agent join
    where is the agent | where are your agents | is the agent there | is an agent available
    is a human available right now | is there an operator online | are there any operators available
    customer care please | customer support please | I want customer service | tech support please | technical support
    support agent | service rep | customer service rep | customer service representative please | customer service agent
    help desk | helpdesk please | open a chat with an agent | start a live chat | start a chat with a human
    begin live chat | I want live chat | switch me to a human | switch to agent | switch to a live person
    change to human | bypass bot | skip the bot | skip to human | go to agent | go to human | to agent | to human
    hiya could i have a word with someone please | I'd love to have a chat with an actual employee
    pls let me tlk to ur manager | i need a live person on this chat | this bot can't help me, I need somebody who can
    Is this the only way to get help? I'd like to speak with a person | will a real person read this?
    can you get one of your people to help me | let me talk with your colleague
    you're just a machine, get me somebody real | could you please forward my question to a human
    pass my message to your team | I would like my case to be reviewed by a human
    would a member of staff be able to help me | please put me in touch with somebody | put me in contact with an agent
    can you put me in touch with your support team | I need to get in touch with a human
    How can I get in touch with an actual person? | get me in contact with someone
    I want out of this bot, human please | can we skip the robot and go to a person | a human would be nice | person?
    any humans? | is anyone reading this | does anyone actually work here | does a human ever answer here
    do real people answer here? I want one | is anyone home | helloooo anyone | hello?? is there somebody
    I keep getting the bot, where are the real people | all I get is a bot. I want a person
    I keep getting automated answers, please get me a human | your bot is not helping me. agent
    stop sending me articles and give me a human | I don't want articles, I want to talk to someone
    don't send me links, connect me with support | I already read that article, I need to talk to someone
    none of these. let me talk to an agent | no, i want an agent | No! Human! | yes, connect me to an agent
    ok then transfer me please | agent please, my flight leaves in 2 hours
    two weeks without my parcel, I want to speak to your supervisor
    my wife passed away and I need to talk to someone about her account
    I got hacked, please let me speak with somebody immediately | it's an emergency i need to speak to someone
    can I chat with support | could i chat with customer support please | can i have customer service
    i want to reach a human | I've got a question that only a person can answer | only a human can solve this
    need an operator asap | opertor | suppervisor please | reprasentative | representitve please | reprezentative
    talk to a reel person | can i talk to a persom | speak to an agnent | talk to soemone | talk to somone plz
    i want to spaek to someone | I want to talk to a humen being | connect me to live agnt
    transfer me to custmer service | can u connect me 2 an agent | cn i speak to someone pls | i need to spk with some1
    lemme talk to a human | lemme speak to someone | gotta talk to someone | wanna chat w/ a person
    I'd like to be transferred | I wish to be connected to a representative | I wish to speak to a human
    I would be grateful if someone could contact me | would someone please contact me
    somebody should contact me about my refund | have your manager contact me | have an agent reach out to me
    ask someone to reach out to me | can an agent contact me | could a rep give me a call
    may I be connected to an agent | am I able to talk to someone | is it ok if I talk to a person instead
    is there an option to talk to a human | is there a button to reach an agent | give me the option to talk to an agent
    do you have agents online | do you have anyone who speaks German I can talk to | agent who speaks Spanish please
    I need a Spanish speaking agent | I need an English speaking representative | is there a Chinese-speaking agent
    talk to billing department | I need to speak with the billing department | connect me to the returns department
    speak to the manager on duty | let me have a word with the manager | I need to have a word with your supervisor
    your supervisor please | get your supervisor on the line | can I get a supervisor involved | involve a human please
    loop in a human | bring in a colleague | please bring someone in | let someone else answer me
    let a human handle this | let a real person take over | can a human take over | I want to speak to a different agent
    can I have another agent | I'd like to talk to the same agent as before | can I talk to the agent I had yesterday
    we got disconnected, connect me to the agent again | I was disconnected from the agent
    is it possible to speak to a team leader | I demand a human right now
    please stop, I want to speak to customer care | could an employee of yours get in touch with me
    I would really like to speak to someone who understands | someone real please | please, a person
    let me speak to your colleague Anna | how can I speak directly with somebody
    I want to talk with support about my invoice | can you have a manager reach out to me
    get me through to a real agent | put me on to your supervisor | I'd like someone to explain this to me
    pls connect with agent | plz transfer to human | connect to human agent | need to talk with human agent
    want to speak to human | speak to agent now | wanna talk with a human being
    I need to speak to a live representative | representativ | representatve please | agenttttt
    I WANT TO SPEAK TO A PERSON | CAN I PLEASE TALK TO SOMEBODY | this is useless let me talk to a person
    your answers are wrong, can a human help | I asked three times already. Human.
    that's not my question. can somebody else help me? | not helpful, transfer me to someone
    I think it is better if I talk with a person | I don't want an automated reply, I want to speak to someone
    is there someone I can chat with | anyone from support here? | is support online
    is someone from the team available | any agent free? | any operator available now | do you have a live agent
    do you have someone I can talk to | can you find someone to help me | would you connect me to a specialist
    transfer me to technical support | connect me with tech support please | put me through to customer service
    chat with customer support | I'd like to open a chat with a representative
    I was promised a call from an agent, connect me now | please escalate my complaint
    escalate it to your manager please | I want this escalated | I want my ticket escalated to a supervisor
    please hand me over to an agent | hand this over to a human | will I ever get to talk to a human
    when can I talk to a human | why do I have to talk to a bot | why am I talking to a robot
    fed up with this robot, agent please | no bot | my order 4711 is late; operator please | somebody pick up please
    can anyone pick up | please have a colleague take a look | let me have your supervisor
    I'd like to get your supervisor | I request to speak with a manager | I wish to talk to the manager
    My parcel never came. Is anyone there?
"""


def _sentences(block: str) -> list[str]:
    return [sentence.strip() for line in block.splitlines() for sentence in line.split("|") if sentence.strip()]


@pytest.mark.parametrize("text", _sentences(WANTED))
def test_a_person_is_wanted(text: str) -> None:
    assert wishes.of(text) is Wish.person


@pytest.mark.parametrize("text", _sentences(WANTED))
def test_what_stands_around_the_wish_does_not_hide_it(text: str) -> None:
    assert wishes.of(text.upper()) is Wish.person
    assert wishes.of("Hi, " + text) is Wish.person
    assert wishes.of(text.rstrip(".?!？") + "!!!") is Wish.person


def test_a_wish_at_the_end_of_a_long_message_is_read() -> None:
    told = "The parcel was due on Monday and the page has said the same since then. " * 30
    assert wishes.of(f"{told}Please let me talk to a person.") is Wish.person
    assert wishes.of(f"{told}I do not want to talk to a person.") is not Wish.person
    assert wishes.of(f"{told}Where is it?") is not Wish.person


def test_a_name_is_a_person() -> None:
    assert wishes.of("Could I speak to Maria Lopez?") is Wish.person
    assert wishes.of("hi, may I talk to Dr. Chen please") is Wish.person
    assert wishes.of("can I talk to spanish users") is not Wish.person
    assert wishes.of("Can I talk to Alexa?") is not Wish.person


def test_a_typing_error_in_the_longest_word_changes_little() -> None:
    said = [_with_a_slip(text) for text in _sentences(WANTED)]
    right = sum(wishes.of(text) is Wish.person for text in said)
    assert right / len(said) >= 0.8


def _with_a_slip(text: str) -> str:
    longest = max(text.split(), key=len)
    return text.replace(longest, slips.mistyped(longest, seed=7), 1)
