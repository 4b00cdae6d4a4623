// Photos: uploaded one by one before the request or the offer that shows them, and served from our own origin.

#include "adapters/jpeg/clean.hpp"
#include "app/secrets.hpp"
#include "digest/digest.hpp"
#include "roles/gateway/photos.hpp"
#include "roles/gateway/query.hpp"
#include "roles/gateway/router.hpp"
#include "runtime/elsewhere.hpp"

#include <algorithm>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

const char* words_for(jpeg::Fault fault) {
    switch (fault) {
    case jpeg::Fault::not_jpeg:
        return "That is no JPEG. Send the photo as a JPEG.";
    case jpeg::Fault::too_large:
        return "A photo has at most 2000 pixels on a side. Send it smaller.";
    case jpeg::Fault::unreadable:
        return "This JPEG is damaged, or of a kind that few programs read. Save it anew and send that.";
    }
    return "";
}

/// Away from the threads that serve connections: a large photo takes some hundredths of a second.
asio::awaitable<jpeg::Clean> cleaned(const Services& services, std::string bytes) {
    auto photo = co_await runtime::elsewhere(
        services.background, [sent = std::move(bytes)] { return jpeg::clean(sent, core::photo_side_max); });
    if (!photo)
        fail(problem(422, "photo_refused", words_for(photo.error())));
    co_return std::move(*photo);
}

asio::awaitable<http::Response> add_photo(const Services& services, Call call) {
    Query asked(call.request);
    const auto used_for = asked.word("for", {"request", "offer"});
    asked.done();
    app::NewPhoto photo;
    if (used_for == "offer")
        photo.business = acting_with(call, "offers");
    jpeg::Clean clean = co_await cleaned(services, std::move(call.request.body));
    photo.id = app::draw_id<core::PhotoId>(services.random);
    photo.sha256 = digest::hex(digest::sha256(clean.bytes));
    photo.jpeg = std::move(clean.bytes);
    photo.width = clean.width;
    photo.height = clean.height;
    photo.uploaded_at = call.received_at();
    core::Value body;
    body["id"] = core::to_text(photo.id);
    body["width"] = photo.width;
    body["height"] = photo.height;
    body["bytes"] = static_cast<std::int64_t>(photo.jpeg.size());
    co_await services.photos.add(std::move(photo));
    co_return json_response(201, body);
}

bool shows(const std::vector<core::Photo>& photos, const core::PhotoId& id) {
    return std::ranges::find(photos, id, &core::Photo::id) != photos.end();
}

/// A request's photos are for everybody from its confirmation on. An offer's are for whoever was told the id.
bool is_shown(const core::State& state, const core::PhotoId& id) {
    if (!state.confirmed_at || state.deal->erased)
        return false;
    return shows(state.intent.photos, id) || std::ranges::any_of(state.bidders, [&](const core::Bidder& bidder) {
               return bidder.offer && shows(bidder.offer->details.photos, id);
           });
}

asio::awaitable<http::Response> get_photo(const Services& services, Call call) {
    const auto id = core::parse_id<core::PhotoId>(call.segments.at(0));
    std::optional<app::PhotoBytes> photo;
    if (id)
        photo = co_await services.photos.find(*id);
    const auto missing = [] { fail(problem(404, "not_found", "There is no such photo, or not any more.")); };
    if (!photo)
        missing();
    const auto state = co_await services.market.state(photo->intent);
    if (!state || !is_shown(*state, *id))
        missing();
    http::Response response(200, "image/jpeg", std::move(photo->jpeg));
    // Short, so that what is erased is soon gone from browsers, too.
    response.set("Cache-Control", "private, max-age=300");
    response.set("Cross-Origin-Resource-Policy", "same-origin");
    co_return response;
}

} // namespace

asio::awaitable<std::vector<core::Photo>> used_photos(const Services& services, std::vector<core::Photo> named,
                                                      std::optional<core::BusinessId> business, core::IntentId intent) {
    if (named.empty())
        co_return named;
    std::vector<core::PhotoId> ids;
    for (const core::Photo& photo : named)
        ids.push_back(photo.id);
    const auto used = co_await services.photos.use(std::move(ids), business, intent, services.clock());
    std::vector<wire::FieldError> errors;
    for (std::size_t i = 0; i < named.size(); ++i) {
        if (!used[i]) {
            errors.push_back({"/photos/" + std::to_string(i) + "/id", "unknown_photo",
                              "is no photo of yours that can be used: it is used elsewhere, or older than a day"});
            continue;
        }
        std::string alt = std::move(named[i].alt);
        named[i] = *used[i];
        named[i].alt = std::move(alt);
    }
    if (!errors.empty())
        fail(wire::invalid_input(std::move(errors)));
    co_return named;
}

void add_photo_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("POST", "/v1/photos", add_photo);
    add("GET", "/v1/photos/{}", get_photo);
}

} // namespace parley::roles
