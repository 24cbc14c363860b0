"""Names of fields that hold personal data (`ows.md` 11), compared without case and underscores.

Only numbers, booleans and keys need them: every text is replaced anyway unless its field is known to be safe.
"""

from __future__ import annotations

import re

_PERSON = """
Person title firstName infix lastName middleName fullName initials suffix emailPrimary Emails birthdate birthDate
dateOfBirth age placeOfBirth gender nationality nationalityCode nationalityCodes skype phoneMobile PhoneNumbers
phoneNumber AddressPrimary address city postcode stateCode country countryCode married numberOfKids religion
passPortNumber passPortExpirationDate passPortCopy identityCardCopy identityCardExpirationDate bankAccountName
bankAccountNumber photoFileName relationshipStatusRemark startdateFirstWorkExperience
"""
_CANDIDATE = """
socialSecurityTaxNumber main_bank_iban_number BankAccounts IdentityCardNumber personalNr vatNumber vatNr
militaryHistory handicapped specificWorkplaceRequirement ownsCar willRelocate Addresses ExtraPhoneNumbers
EducationHistory EmploymentHistory LanguageSkills SoftSkills ComputerSkills Hobbies References Linkedin imId website
promoText motivation KillerQuestions acceptTermsIp acceptTermsTs UtmTags source
"""
_OTHERS = """
userEmail user userInitials userPhoneMobile relationContact workPlacePhone email phoneNumberMain username userName
"""
# Not in the document: the same data under the words that others use for it.
_MORE = """
bsn ssn iban bic mobile telephone fax street houseNumber zip zipCode postalCode latitude longitude lat lng lon geo ip
ipAddress coordinates salary wage income hourlyRate taxId weight height naam voornaam achternaam straat woonplaats
geslacht leeftijd kinderen loon uurloon uurtarief nationaliteit
personId passportId nationalId facebookId linkedinId skypeId twitter answers
"""
_FREE = "extraInfo matchCriteria matchcriteria extraFields Answers"

NAMES: tuple[str, ...] = tuple(f"{_PERSON} {_CANDIDATE} {_OTHERS} {_FREE}".split())
"""As OWS writes them."""
_WHOLE = frozenset(name.lower().replace("_", "") for name in (*NAMES, *_MORE.split()))
_PART = re.compile(
    r"^(?:greencard|workpermit|driverslicen[cs]e|workcontract|applicationemailrecipient|passport|identitycard)"
    r"|^responsible.*contactpersonname|birth|phone|mobile|iban|bsn|bankaccount|postcode|postalcode|zipcode"
    r"|geboorte|salaris|telefoon|mobiel|adres$|huisnummer|marital|burgerlijke|civilstatus"
    r"|socialsecurity|salary|religion|handicap|nationalit|email|address|taxnumber"
    # What GDPR articles 9 and 10 protect most: as a number or a letter it would stay, and be told as a choice of a few.
    r"|health|gezondheid|medical|medisch|disabilit|sick|ziek|absence|verzuim|pregnan|zwanger|blood|ethnic|gender|^sex"
    r"|criminal|military|relationshipstatus|^familystatus|residence|verblijfs|^visa"
)
_SPLIT = re.compile(r"\.|___")


def normal(name: str) -> str:
    """A field's name without case, underscores and the number at its end."""
    return name.lower().replace("_", "").rstrip("0123456789")


def is_personal(key: str) -> bool:
    """Whether a key, or a part of a dotted one, names a personal field."""
    return any(part in _WHOLE or _PART.search(part) is not None for part in map(normal, _SPLIT.split(key)))
