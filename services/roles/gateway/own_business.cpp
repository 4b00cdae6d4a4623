#include "roles/gateway/own_business.hpp"

#include "core/decide.hpp"
#include "core/matching/sectors.hpp"

#include <algorithm>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

bool sells(const app::Business& business, const std::string& slug) {
    return std::ranges::any_of(business.shop.sectors, [&](const std::string& sold) {
        return core::lies_within(slug, sold) || core::lies_within(sold, slug);
    });
}

/// The answers among which a buyer chooses, or nothing where the question has none; "options" of yes_no are understood.
std::vector<std::string> answers_to(const core::Value& question) {
    std::vector<std::string> answers;
    const auto* kind = question.at("kind").as_string();
    if (kind != nullptr && *kind == "yes_no")
        return {"yes", "no"};
    if (const auto* options = question.at("options").as_array())
        for (const core::Value& option : *options)
            if (const auto* text = option.as_string())
                answers.push_back(*text);
    return answers;
}

/// All answers that buyers in the business's sectors can give to it.
std::vector<std::string> answers_in_sectors(const Services& services, const app::Business& business,
                                            const std::string& question) {
    std::vector<std::string> all;
    for (const app::Sector& sector : services.sectors) {
        const auto* questions = sector.details.at("questions").as_array();
        for (std::size_t i = 0; questions != nullptr && sells(business, sector.slug) && i < questions->size(); ++i) {
            const auto* key = (*questions)[i].at("key").as_string();
            if (key == nullptr || *key != question)
                continue;
            const auto answers = answers_to((*questions)[i]);
            all.insert(all.end(), answers.begin(), answers.end());
        }
    }
    return all;
}

} // namespace

asio::awaitable<app::Business> own_business(const Services& services, const Call& call) {
    const core::BusinessId id = acting(call);
    auto business = co_await services.businesses.find(id);
    if (!business)
        fail(problem(404, "business_unknown", "There is no such business."));
    co_return std::move(*business);
}

wire::FindPlace find_place(const Services& services) {
    return [&services](const wire::PlaceRequest& wanted) {
        return wanted.point ? services.places.nearest(*wanted.point) : services.places.find(wanted.name);
    };
}

void require_no_contacts(const std::string& words) {
    if (const auto refusal = core::names_contacts(words))
        fail(wire::problem_of(*refusal));
}

void check_sectors(const Services& services, const std::vector<std::string>& sectors) {
    for (std::size_t i = 0; i < sectors.size(); ++i)
        if (!services.rules.knows(sectors[i]))
            fail(wire::invalid_input(
                {{"/sectors/" + std::to_string(i), "unknown_sector", "is no sector that we know"}}));
}

void check_reach(const Services& services, const app::Business& business) {
    check_sectors(services, business.shop.sectors);
    // What a shop is called stands beside its offers, which name no contacts either.
    require_no_contacts(business.place_name);
    for (const core::FurtherBranch& branch : business.shop.further)
        require_no_contacts(branch.name);
    const auto& requirements = business.shop.requirements;
    for (std::size_t i = 0; i < requirements.size(); ++i) {
        const std::string pointer = "/requirements/" + std::to_string(i);
        const auto answers = answers_in_sectors(services, business, requirements[i].question);
        if (answers.empty())
            fail(wire::invalid_input({{pointer + "/question", "unknown_question",
                                       "is no question of your sectors that is answered by choosing"}}));
        for (std::size_t k = 0; k < requirements[i].accepts.size(); ++k)
            if (std::ranges::find(answers, requirements[i].accepts[k]) == answers.end())
                fail(wire::invalid_input({{pointer + "/accepts/" + std::to_string(k), "unknown_answer",
                                           "is none of the answers to choose from"}}));
    }
}

} // namespace parley::roles
