#include "roles/gateway/fair_words.hpp"

#include "core/offer_rules.hpp"
#include "roles/gateway/router.hpp"
#include "wire/problems.hpp"

namespace parley::roles {

void require_fair_words(const OfferWords& words, core::Instant now) {
    auto refusal = core::judge_all_in(words.message, words.details);
    if (!refusal && words.price)
        refusal = core::judge_reference(*words.price, words.details, now);
    if (!refusal)
        refusal = core::judge_other_price(words.price.value_or(0), words.message, words.details);
    if (refusal)
        fail(wire::problem_of(*refusal));
}

} // namespace parley::roles
