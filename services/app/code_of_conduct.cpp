#include "app/code_of_conduct.hpp"

#include "app/secrets.hpp"

#include <array>

namespace parley::app {

std::span<const std::string_view> names_of(Enforcement) {
    static constexpr std::array<std::string_view, 4> names{"refused", "capped", "scored", "judged"};
    return names;
}

const std::vector<ConductRule>& conduct_rules() {
    using enum Enforcement;
    static const std::vector<ConductRule> rules{
        {"Answer who asked, and nobody else.",
         "There is no list of buyers. You are asked about what fits what you sell and where; anything else is refused.",
         {refused},
         {"not_invited", "blocked"}},
        {"Make your offer first, then speak when it is your turn.",
         "An offer opens one conversation with that buyer. In it you have one word, and the next after an answer.",
         {refused, capped},
         {"no_thread", "awaiting_answer", "question_open"}},
        {"Write to this buyer, not to everybody.",
         "The same words to more than three buyers within an hour are refused, and each try counts in your score.",
         {refused, capped, scored},
         {"bulk_message"}},
        {"Leave contact details out until you are chosen.",
         "Phone numbers, links and addresses are refused in messages and taken out of offers. You get the buyer's when "
         "you are chosen, and only you.",
         {refused},
         {"contact_details"}},
        {"Say who you are.",
         "An offer needs your kind of business, address and phone. Nobody can offer on a request of their own.",
         {refused},
         {"trader_required", "tied_to_buyer"}},
        {"Name the whole price.",
         "What you offer is what the buyer pays, delivery and tax included. A large fall is asked about before it "
         "counts; a price that was not meant is for a steward to judge.",
         {refused, judged},
         {"price_not_all_in", "drop_needs_confirm"}},
        {"Say yes in time when you are chosen.",
         "An award that you do not confirm lapses, the buyer goes on to the others, and it counts in your score.",
         {scored},
         {}},
        {"Keep what you promised, or put it right.",
         "The buyer says whether a promise was kept. A broken one counts in your score until you have put it right.",
         {scored},
         {}},
        {"Be honest and civil.",
         "A buyer can report you, and a steward judges. A report that is upheld counts in your score; in a grave case "
         "you are suspended, with the reasons.",
         {judged, scored},
         {"suspended"}},
        {"Use what you learn for this purchase alone.",
         "When a buyer is forgotten you get a signed order to delete, and confirm that you did. Whether you did is for "
         "a "
         "steward to judge.",
         {judged},
         {}},
    };
    return rules;
}

std::string conduct_hash() {
    std::string words;
    for (const ConductRule& rule : conduct_rules())
        words += std::string(rule.rule) + '\n' + std::string(rule.enforced) + '\n';
    return secret_hash(words);
}

} // namespace parley::app
