#include "roles/gateway/form_html.hpp"

#include "roles/gateway/html_parts.hpp"

namespace parley::roles {

namespace {

std::string heading(const std::string& title, const std::string& lead) {
    return element("div", element("h1", escaped(title)) + element("p", escaped(lead), "lead"));
}

std::string value_of(const std::map<std::string, std::string>& texts, const std::string& name) {
    const auto found = texts.find(name);
    return found == texts.end() ? "" : found->second;
}

std::string attribute(const std::string& name, const std::string& value) {
    return ' ' + name + "=\"" + escaped(value) + '"';
}

std::string hidden(const FormState& form, const std::string& name) {
    return "<input type=\"hidden\"" + attribute("name", name) + attribute("value", value_of(form.values, name)) +
           " />\n";
}

/// What every field has: its name, an id for its label, and the note that says what it is for or what is wrong.
std::string wired(const FormState& form, const std::string& name, bool has_hint) {
    const bool is_wrong = form.wrong.contains(name);
    return attribute("id", name) + attribute("name", name) +
           (has_hint || is_wrong ? attribute("aria-describedby", name + "-note") : "") +
           (is_wrong ? " aria-invalid=\"true\"" : "");
}

/// A field with its label; `control` is HTML.
std::string field(const FormState& form, const std::string& name, const std::string& label, const std::string& hint,
                  const std::string& control) {
    const std::string wrong = value_of(form.wrong, name);
    std::string html = "<div class=\"field" + std::string(wrong.empty() ? "" : " field-bad") + "\">\n<label" +
                       attribute("for", name) + '>' + escaped(label) + "</label>\n" + control + '\n';
    if (!hint.empty() || !wrong.empty())
        html += "<p" + attribute("id", name + "-note") +
                attribute("class", wrong.empty() ? "field-hint" : "field-error") + '>' +
                escaped(wrong.empty() ? hint : wrong) + "</p>\n";
    return html + "</div>\n";
}

std::string input(const FormState& form, const std::string& name, const std::string& label, const std::string& hint,
                  const std::string& more = "") {
    return field(form, name, label, hint,
                 "<input" + wired(form, name, !hint.empty()) + attribute("value", value_of(form.values, name)) + more +
                     " />");
}

/// A box to tick, with what it means.
std::string tick(const FormState& form, const std::string& name, const std::string& label, const std::string& hint) {
    return "<label class=\"toggle\">\n<input type=\"checkbox\"" + wired(form, name, true) + attribute("value", "yes") +
           (value_of(form.values, name).empty() ? "" : " checked") + " />\n<span><strong>" + escaped(label) +
           "</strong>\n<span class=\"soft small\"" + attribute("id", name + "-note") + '>' + escaped(hint) +
           "</span></span>\n</label>\n";
}

std::string sector_options(const std::vector<app::Sector>& sectors, const std::string& chosen) {
    std::string html = "<option value=\"\">Please choose</option>\n";
    for (const app::Sector& group : sectors) {
        if (!group.parent.empty())
            continue;
        html += "<optgroup" + attribute("label", group.name) + ">\n";
        for (const app::Sector& one : sectors)
            if (one.parent == group.slug)
                html += "<option" + attribute("value", one.slug) + (one.slug == chosen ? " selected" : "") + '>' +
                        escaped(one.name) + "</option>\n";
        html += "</optgroup>\n";
    }
    return html;
}

std::string notice(const FormState& form) {
    return form.problem.empty() ? ""
                                : "<p class=\"notice notice-bad\" role=\"alert\">" + escaped(form.problem) + "</p>\n";
}

std::string form_to(const std::string& action, const std::string& title, const std::string& lead, const FormState& form,
                    const std::string& fields, const std::string& button) {
    return heading(title, lead) + "<form class=\"card\"" + attribute("action", action) + " method=\"post\">\n" +
           notice(form) + fields + "<button type=\"submit\" class=\"primary\">" + escaped(button) +
           "</button>\n</form>\n";
}

} // namespace

std::string wish_main(const FormState& form) {
    const std::string box = "<textarea" + wired(form, "wish", true) + " rows=\"3\" maxlength=\"1000\" required>" +
                            escaped(value_of(form.values, "wish")) + "</textarea>";
    return form_to("/ask", "Say what you want to buy.", "Shops nearby make you offers. You choose, or you don't.", form,
                   field(form, "wish", "What are you looking for?",
                         "For example: a bike for a nine year old, up to 150 GBP, York", box),
                   "Go on");
}

std::string card_main(const FormState& form, const std::vector<app::Sector>& sectors) {
    std::string fields = hidden(form, "wish") + hidden(form, "key");
    fields += input(form, "title", "What you want", "", " required maxlength=\"120\"");
    fields += field(form, "sector", "Kind of shop", "",
                    "<select" + wired(form, "sector", false) + " required>\n" +
                        sector_options(sectors, value_of(form.values, "sector")) + "</select>");
    fields +=
        input(form, "place", "Where", "Town or postcode area. Shops see only the area.", " required maxlength=\"120\"");
    fields += input(form, "budget", "What it may cost at most, in pounds",
                    "Leave it empty if you would rather not say.", " inputmode=\"decimal\"");
    fields += input(form, "needed_by", "Needed by", "Leave it empty if any day will do.", " type=\"date\"");
    fields += input(form, "email", "Your e-mail", "For one mail to confirm. Only the shop you choose gets it.",
                    " type=\"email\" required autocomplete=\"email\"");
    fields += tick(form, "usual_rules", "Keep my round to the usual rules",
                   "Some rounds run under published tests of other rules. Ticked, yours runs by the usual ones.");
    return form_to("/ask/send", "Is this right?", "We read this from your sentence. Change what is wrong.", form,
                   fields, "Ask the shops");
}

std::string code_main(const FormState& form, const std::string& email) {
    const std::string lead = (email.empty() ? "We sent you a mail." : "We sent a mail to " + email + '.') +
                             " No shop is asked before you confirm, so nobody can post in your name.";
    return form_to("/ask/code", "One step left", lead, form,
                   hidden(form, "id") + input(form, "code", "The 8 digits in the mail", "",
                                              " required inputmode=\"numeric\" autocomplete=\"one-time-code\""),
                   "Confirm");
}

std::string confirmed_main(const std::string& id) {
    const std::string lead = "We mail you when the first offer comes, and when it is time to choose. Nobody has your "
                             "address but us until then.";
    return heading("Shops are being asked now.", lead) +
           ways_html(anchor("/i/" + id, "Your request, as everybody sees it"));
}

} // namespace parley::roles
