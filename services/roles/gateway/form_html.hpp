// The forms by which a buyer asks without a script: the sentence, the card that was read from it, the code of the mail.
// Pure, as public_html: text comes in, and leaves escaped.
#pragma once

#include "app/ports/reference_data.hpp"

#include <map>
#include <string>
#include <vector>

namespace parley::roles {

/// What a form holds and what is wrong with it.
struct FormState {
    std::map<std::string, std::string> values; // by the names of its fields
    std::map<std::string, std::string> wrong;  // the same names: a sentence for whoever fills it in
    std::string problem;                       // with the form as a whole; "" for none
};

/// Posts "wish" to /ask.
std::string wish_main(const FormState& form);
/// Posts "wish", "title", "sector", "place", "budget", "needed_by", "email" and "key" to /ask/send.
std::string card_main(const FormState& form, const std::vector<app::Sector>& sectors);
/// Posts "id" and "code" to /ask/code; `email` is where the mail went, "" where that is not known any more.
std::string code_main(const FormState& form, const std::string& email);

/// What happens next with the request of this id.
std::string confirmed_main(const std::string& id);

} // namespace parley::roles
