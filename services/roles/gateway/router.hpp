// Which function answers which method and path, and how answers and problems are written. Paths are patterns with {}
// for one segment; a path that exists under other methods is answered 405.
#pragma once

#include "roles/gateway/caller.hpp"

namespace parley::roles {

/// One request on its way through the gateway.
struct Call {
    http::Request request;
    std::vector<std::string> segments; // what stood for {}
    Caller caller;
    app::Right right = app::Right::own; // what its path needs of a seat
    bool open_to_left = false;          // its path is open to a business that left

    std::optional<std::string_view> acting_for() const { return request.header("parley-for"); }
    core::Instant received_at() const { return {request.received_at}; }
};

using Answering = std::function<boost::asio::awaitable<http::Response>(Call)>;

class Router {
public:
    void add(std::string method, std::string pattern, Answering answer);

    struct Found {
        const Answering* answer = nullptr; // null: no such path, or not with this method
        std::string pattern;               // as it was added
        std::vector<std::string> segments;
        std::string allowed; // methods of the path, for 405
    };
    Found find(std::string_view method, std::string_view path) const;

private:
    struct Route {
        std::string method;
        std::string pattern;
        std::vector<std::string> parts;
        Answering answer;
    };
    std::vector<Route> routes_;
};

http::Response json_response(int status, const core::Value& body);
http::Response problem_response(const wire::Problem& problem);
wire::Problem problem(int status, std::string code, std::string detail);

/// What every handler may throw to answer with a problem.
struct ProblemError {
    wire::Problem problem;
};
[[noreturn]] void fail(wire::Problem problem);

inline constexpr const char* too_many_mails = "This address got several mails from us lately. Try again in an hour.";

/// The value, or its problem thrown.
template <class T>
T take(boost::system::result<T, wire::Problem> read) {
    if (!read)
        fail(std::move(read.error()));
    return std::move(*read);
}

wire::Problem bad_cursor();

/// The id in a path; 404 for text that is no id, as for an id that nothing has.
core::IntentId intent_in(const Call& call, std::size_t segment = 0);

/// The business that the caller acts for; 403 for a seat whose role lacks the right of the path, 409 for a business
/// that left where the path is not open to one.
core::BusinessId acting(const Call& call);
/// Refuses a seat that says for whom it acts before anything else of the call is looked at.
void check_role(const Call& call);
/// At which it acts for the business: the founder's is the business's own id. "" for a key.
std::string seat_of(const Call& call, const core::BusinessId& business);
/// What Market::submit notes with a command: the seat or the key that sends it; "" for the founder.
std::string deed_of(const Call& call, const core::BusinessId& business);

/// The business that the caller acts for; 403 for a key that lacks the scope (every key may read).
/// For "offers" refused for one that is suspended, with the reasons.
core::BusinessId acting_with(const Call& call, std::string_view scope);
/// The same for what a suspended business may still do: see, keep its word, take back, answer for itself.
core::BusinessId acting_though_suspended(const Call& call, std::string_view scope);

/// 403 `suspended`: why and since when a business or a sector is.
wire::Problem suspended_problem(const app::StewardAct& act);

/// 409 `rounds_ended`: why no round opens in a sector any more.
wire::Problem rounds_ended_problem(const app::SectorEnd& end);

/// The Idempotency-Key header: 16 to 64 of A-Za-z0-9_-; "" when it is absent and not required.
std::string idempotency_key(const Call& call, bool required);

/// Throws 409 unless the business has said who trades, which an offer needs (DESIGN 6).
boost::asio::awaitable<void> require_trader(const Services& services, core::BusinessId business);

/// Throws 409 unless the business has accepted the code of conduct in force.
boost::asio::awaitable<void> require_conduct(const Services& services, core::BusinessId business);
/// Throws 409 for a version of the code that is not in force.
void check_conduct_version(const std::string& version);
/// 403 `conduct_throttled`: why a business may make only a few new offers, and when the next.
wire::Problem throttled_problem(const app::OfferLimit& limit);

void add_intent_routes(Router& router, const Services& services);
void add_push_routes(Router& router, const Services& services);
void add_offer_link_routes(Router& router, const Services& services);
void add_talk_routes(Router& router, const Services& services);
void add_deal_routes(Router& router, const Services& services);
void add_postback_routes(Router& router, const Services& services);
void add_account_routes(Router& router, const Services& services);
void add_export_routes(Router& router, const Services& services);
void add_leave_routes(Router& router, const Services& services);
void add_key_routes(Router& router, const Services& services);
void add_campaign_routes(Router& router, const Services& services);
void add_webhook_routes(Router& router, const Services& services);
void add_business_routes(Router& router, const Services& services);
void add_prepared_routes(Router& router, const Services& services);
void add_list_routes(Router& router, const Services& services);
void add_reference_routes(Router& router, const Services& services);
void add_guide_routes(Router& router, const Services& services);
void add_reach_routes(Router& router, const Services& services);
void add_returns_routes(Router& router, const Services& services);
void add_case_study_routes(Router& router, const Services& services);
void add_profile_routes(Router& router, const Services& services);
void add_number_routes(Router& router, const Services& services);
void add_report_routes(Router& router, const Services& services);
void add_record_routes(Router& router, const Services& services);
void add_earlier_routes(Router& router, const Services& services);
void add_replay_routes(Router& router, const Services& services);
void add_proof_routes(Router& router, const Services& services);
void add_lab_routes(Router& router, const Services& services);
void add_experiment_routes(Router& router, const Services& services);
void add_public_routes(Router& router, const Services& services);
void add_finding_routes(Router& router, const Services& services);
void add_form_routes(Router& router, const Services& services);
void add_idea_routes(Router& router, const Services& services);
void add_referral_routes(Router& router, const Services& services);
void add_claim_routes(Router& router, const Services& services);
void add_photo_routes(Router& router, const Services& services);
void add_seat_routes(Router& router, const Services& services);
void add_team_routes(Router& router, const Services& services);
void add_task_routes(Router& router, const Services& services);
void add_me_routes(Router& router, const Services& services);
void add_wish_routes(Router& router, const Services& services);
void add_rights_routes(Router& router, const Services& services);
void add_steward_routes(Router& router, const Services& services);
void add_conduct_routes(Router& router, const Services& services);
void add_demo_routes(Router& router, const Services& services);

} // namespace parley::roles
