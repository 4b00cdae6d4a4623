// The people of a load: shops and buyers who come in by the public calls. Only the mail is left out: the letter's link
// is written into the database with a token that we know, beside the one that was mailed.
#pragma once

#include "loadtest/client/http.hpp"
#include "loadtest/world/world.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace parley::load {

struct Shop {
    std::string id;
    std::string session;
};
struct Buyer {
    std::string intent;
    std::string session;
};

struct Draft {
    std::string id;    // of a request or of a shop
    std::string token; // that confirms it
};

struct Place {                           // in degrees
    double lat = 53.7997, lon = -1.5492; // Leeds
};

inline constexpr std::int64_t budget = 100'000'000; // minor units: room to go down for a long time

class Town {
public:
    Town(asio::io_context& context, World& world) : context_(context), world_(world) {}

    /// Registered and confirmed shops near Leeds that sell tables. Throws std::runtime_error with the server's words.
    awaitable<std::vector<Shop>> open_shops(std::size_t count);
    /// Confirmed requests for a table in Leeds, whose rounds run for as long as the rules of the node say.
    awaitable<std::vector<Buyer>> post_requests(std::size_t count);
    /// Requests that wait for their confirmation, the n-th at `where(n)`.
    using Where = std::function<Place(std::size_t n)>;
    awaitable<std::vector<Draft>> draft_requests(std::size_t count, Where where = {});
    /// The call that confirms a draft, and the buyer that its answer makes of it.
    static Call confirmation(const Draft& draft);
    static Buyer confirmed(const Draft& draft, const Answer& answer);

private:
    using Body = std::function<nlohmann::json(std::size_t number)>;
    /// Posts so many bodies and writes a link for each.
    awaitable<std::vector<Draft>> introduce(std::size_t count, const char* path, Body body);
    /// Follows those links; gives the sessions.
    awaitable<std::vector<std::string>> confirm(const std::vector<Draft>& drafts);
    template <class Person>
    awaitable<std::vector<Person>> bring_in(std::vector<Draft> drafts);
    /// Calls `deed(line, i)` for each i below count, on some connections side by side.
    template <class Deed>
    awaitable<void> each(std::size_t count, Deed deed);

    asio::io_context& context_;
    World& world_;
    std::size_t people_ = 0;
};

/// Rules under which a round runs through a whole measurement and takes offer after offer of a shop.
std::string long_round_rules();
/// The sectors' own rules, without the limits that a load is not meant to meet.
World::Environment without_limits();
/// The same under long_round_rules().
World::Environment unlimited();

} // namespace parley::load
