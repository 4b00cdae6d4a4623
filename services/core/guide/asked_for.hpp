// What requests asked for, by the answers to their sector's questions; what those of few buyers have in common is not
// told, so that no one buyer's words are.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parley::core {

struct AskedFor {
    std::string question;
    std::string answer;
    std::int64_t requests = 0;
    friend bool operator==(const AskedFor&, const AskedFor&) = default;
};

/// Requests that have something in common, and whose they are.
struct Tally {
    std::int64_t requests = 0;
    std::set<std::string_view> buyers;
    void add(std::string_view buyer) {
        ++requests;
        buyers.insert(buyer);
    }
    bool is_of(std::int64_t buyers_least) const { return static_cast<std::int64_t>(buyers.size()) >= buyers_least; }
};

/// Most first, then by name; none of fewer than `floor` buyers. A request has a buyer and answers by their questions.
template <class Request>
std::vector<AskedFor> asked_for(std::span<const Request> requests, std::int64_t floor) {
    std::map<std::pair<std::string, std::string>, Tally> tallies;
    for (const Request& request : requests)
        for (const auto& answer : request.answers)
            tallies[answer].add(request.buyer);
    std::vector<AskedFor> asked;
    for (const auto& [answer, tally] : tallies)
        if (tally.is_of(floor))
            asked.push_back({answer.first, answer.second, tally.requests});
    std::ranges::stable_sort(asked, std::ranges::greater(), &AskedFor::requests);
    return asked;
}

} // namespace parley::core
