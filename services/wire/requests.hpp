// The bodies of the calls, read into types. Each reader gives what was asked for, or every fault with its place.
#pragma once

#include "app/ports/wishes.hpp"
#include "core/command.hpp"
#include "wire/problems.hpp"

#include <boost/system/result.hpp>

namespace parley::wire {

template <class T>
using Read = boost::system::result<T, Problem>;

/// What money can be counted in.
inline const std::vector<std::string> currencies{"GBP", "EUR", "USD"};

/// Where: a name to look up, or a point.
struct PlaceRequest {
    std::string name;
    std::optional<core::Point> point;
};

struct BudgetRequest {
    core::Minor amount = 0;
    std::string currency = "GBP";
    bool sealed = false;
};

struct IntentRequest {
    std::string title;
    std::string text;
    std::string sector;
    PlaceRequest place;
    std::optional<BudgetRequest> budget;
    std::optional<core::Instant> needed_by;
    std::optional<std::int64_t> max_offers;
    bool start_now = false;
    bool advice_first = false;
    bool experiments = true;
    std::map<std::string, std::string> answers;
    std::vector<core::Photo> photos; // with id and alt alone
    std::string email;
    std::string name;
    std::string forecast; // the token of the forecast that was shown; "" for none
    app::IntentWishes wishes;
};

struct DraftRequest {
    std::string text;
    std::optional<std::string> sector;
    std::optional<PlaceRequest> place;
    std::optional<BudgetRequest> budget;
};

struct OfferRequest {
    core::Minor price = 0;
    core::Attributes attributes;
    std::string message;
    core::OfferDetails details;
    std::vector<core::Photo> photos; // with id and alt alone
    bool confirm = false;
    bool accept = false; // the price is the one that a clock shows
};

/// An offer by the link of a mail.
struct LinkedOfferRequest {
    std::string token;
    OfferRequest offer;
};

struct ConfirmationRequest {
    std::string token;
    std::string id;
    std::string code;
};

/// {"name"} or {"lat","lon"}.
void read_place(Body& place, PlaceRequest& out);
/// {"sectors"}: 1 to 20 slugs.
std::vector<std::string> read_sectors(Body& body, bool required);
/// {"kind","address","phone","register_no"}, each put into `out` if it is given; null takes it out again.
void read_trader(Body& trader, core::Value& out);

struct AwardRequest {
    core::OfferId offer_id;
    std::string reason;
};

struct EmptyRequest {};

struct ExtensionRequest {
    std::int64_t widen_km = 0;
};

struct BusinessRequest {
    std::string name;
    std::string email;
    PlaceRequest place;
    std::vector<std::string> sectors;
    std::int32_t radius_km = 0;
    core::Value trader;
    std::string conduct; // the version of the code of conduct that is accepted; "" for none
};

/// `now` judges dates that must lie ahead.
Read<IntentRequest> read_intent(std::string_view body, core::Instant now);
Read<DraftRequest> read_draft(std::string_view body);
Read<OfferRequest> read_offer(std::string_view body);
Read<LinkedOfferRequest> read_linked_offer(std::string_view body);
Read<ConfirmationRequest> read_confirmation(std::string_view body);
Read<AwardRequest> read_award(std::string_view body);
Read<BusinessRequest> read_business(std::string_view body);
Read<std::string> read_token(std::string_view body);
Read<std::string> read_email(std::string_view body);
/// Nothing, or an object without members.
Read<EmptyRequest> read_empty(std::string_view body);
/// {"explanation"}: why a low offer can be kept, 1 to 1 000 characters.
Read<std::string> read_explanation(std::string_view body);
/// {"reason"}: optional, one of `words` if any are given. An empty body is an empty reason.
Read<std::string> read_reason(std::string_view body, const std::vector<std::string>& words = {});
/// {"widen_km"}: 0 to 100, 0 if absent.
Read<ExtensionRequest> read_extension(std::string_view body);
Read<core::IntentId> read_intent_id(std::string_view body);
Read<std::pair<std::string, std::vector<std::string>>> read_api_key(std::string_view body);

struct ListMailRequest {
    std::string subject;
    std::string text;
};
Read<ListMailRequest> read_list_mail(std::string_view body);
/// {"wording"}: the version of the words that were agreed to.
Read<std::string> read_agreement(std::string_view body);

/// The hash that tells a repeat from a reuse of a key: SHA-256 of the canonical body, the route and the caller.
std::string content_hash(std::string_view route, std::string_view body);

} // namespace parley::wire
