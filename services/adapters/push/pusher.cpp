#include "adapters/push/pusher.hpp"

#include "adapters/push/crypto.hpp"
#include "adapters/push/services.hpp"
#include "digest/digest.hpp"
#include "runtime/blocking_pool.hpp"
#include "runtime/log.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <mutex>
#include <stdexcept>

namespace parley::push {

namespace {

using app::PushAnswer;
using app::PushOutcome;

constexpr std::int64_t vapid_life_s = 12 * 3'600; // a day is the most
constexpr std::int64_t ttl_max_s = 28 * 86'400;
constexpr std::size_t payload_max = 3'000;

/// What happened to one push: 0 where no answer came.
struct Exchange {
    long status = 0;
    bool handed_over = false; // the whole request left
    std::int64_t retry_after_s = 0;
};

PushAnswer judged(const Exchange& exchange) {
    if (exchange.status == 0)
        return {exchange.handed_over ? PushOutcome::in_doubt : PushOutcome::later, std::nullopt};
    if (exchange.status >= 200 && exchange.status < 300)
        return {PushOutcome::sent, std::nullopt};
    if (exchange.status == 404 || exchange.status == 410)
        return {PushOutcome::gone, std::nullopt};
    if (exchange.status == 429 || exchange.status >= 500) {
        PushAnswer answer{PushOutcome::later, std::nullopt};
        if (exchange.retry_after_s > 0)
            answer.retry_after = core::seconds(exchange.retry_after_s);
        return answer;
    }
    return {PushOutcome::refused, std::nullopt};
}

class Sender {
public:
    Sender() {
        static std::once_flag once;
        std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
        handle_.reset(curl_easy_init());
        if (!handle_)
            throw std::bad_alloc();
    }

    Exchange post(const PushSettings& settings, const std::string& url, const std::vector<std::string>& fields,
                  const std::string& body) {
        CURL* curl = handle_.get();
        curl_easy_reset(curl); // options only; connections stay
        std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> list(nullptr, &curl_slist_free_all);
        for (const std::string& field : fields)
            list.reset(curl_slist_append(list.release(), field.c_str()));
        curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, url.starts_with("https://") ? "https" : "http");
        curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
        curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
        // Or a name server that does not answer would be waited for by all others after the time is over.
        curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, static_cast<long>(settings.connect_timeout.count()));
        curl_easy_setopt(curl, CURLOPT_TIMEOUT, static_cast<long>(settings.total_timeout.count()));
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list.get());
        curl_easy_setopt(curl, CURLOPT_POST, 1L);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
        // What a push service says besides its status is nothing to us.
        curl_easy_setopt(
            curl, CURLOPT_WRITEFUNCTION,
            +[](char*, std::size_t size, std::size_t count, void*) { return size * count; });
        const CURLcode result = curl_easy_perform(curl);
        Exchange exchange;
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &exchange.status);
        curl_off_t value = 0;
        if (curl_easy_getinfo(curl, CURLINFO_SIZE_UPLOAD_T, &value) == CURLE_OK)
            exchange.handed_over = static_cast<std::size_t>(value) >= body.size();
        if (curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &value) == CURLE_OK)
            exchange.retry_after_s = value;
        if (result != CURLE_OK && exchange.status < 200)
            exchange.status = 0;
        return exchange;
    }

private:
    struct Cleanup {
        void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
    };
    std::unique_ptr<CURL, Cleanup> handle_;
};

/// Fresh for each push; a scalar that is none comes once in 2^32.
app::PushSecret fresh_key(const app::RandomBytes& random) {
    for (;;)
        if (const app::PushSecret key = random(); is_secret(key))
            return key;
}

Salt fresh_salt(const app::RandomBytes& random) {
    Salt salt;
    std::copy_n(random().begin(), salt.size(), salt.begin());
    return salt;
}

class CurlPusher final : public app::Pusher {
public:
    explicit CurlPusher(PushSettings settings)
        : settings_(std::move(settings)), public_key_(digest::base64url(public_key_of(settings_.secret))),
          pool_("push", settings_.workers, settings_.waiting_max,
                [](std::size_t) { return std::make_unique<Sender>(); }) {}

    awaitable<PushAnswer> push(app::Push push) override {
        auto job = [this, push = std::move(push)](Sender& sender) { return pushed(sender, push); };
        return pool_.run(std::move(job));
    }

    bool takes(const app::PushAddress& address) const override {
        const auto key = digest::from_base64url(address.p256dh);
        const auto auth = digest::from_base64url(address.auth);
        return origin_on_list(address.endpoint, settings_.services) && key && is_public_key(*key) && auth &&
               auth->size() == 16;
    }

    const std::string& public_key() const override { return public_key_; }

private:
    PushAnswer pushed(Sender& sender, const app::Push& push) const {
        // The list may have become shorter since the browser came.
        const auto origin = origin_on_list(push.to.endpoint, settings_.services);
        if (!origin || !takes(push.to) || push.payload.size() > payload_max)
            return {PushOutcome::refused, std::nullopt};
        const std::int64_t now_s = settings_.clock().us / core::micros_per_s;
        const std::string body =
            encrypted(push.payload, *digest::from_base64url(push.to.p256dh), *digest::from_base64url(push.to.auth),
                      fresh_key(settings_.random), fresh_salt(settings_.random));
        const std::vector<std::string> fields{
            "TTL: " + std::to_string(std::clamp<std::int64_t>(push.ttl_s, 0, ttl_max_s)),
            "Urgency: high",
            "Topic: " + push.topic,
            "Content-Encoding: aes128gcm",
            "Content-Type: application/octet-stream",
            "Expect:",
            "Authorization: " + vapid(settings_.secret, *origin, now_s + vapid_life_s, settings_.contact)};
        const Exchange exchange = sender.post(settings_, push.to.endpoint, fields, body);
        const PushAnswer answer = judged(exchange);
        if (answer.outcome != PushOutcome::sent)
            runtime::log_warning("push_not_sent",
                                 {{"service", *origin}, {"status", static_cast<std::int64_t>(exchange.status)}});
        return answer;
    }

    PushSettings settings_;
    std::string public_key_;
    runtime::BlockingPool<Sender> pool_;
};

} // namespace

std::shared_ptr<app::Pusher> make_pusher(PushSettings settings) {
    if (!is_secret(settings.secret))
        throw std::invalid_argument("push: the key is no key of P-256");
    if (!settings.contact.starts_with("mailto:") && !settings.contact.starts_with("https://"))
        throw std::invalid_argument("push: the contact is neither mailto: nor https://");
    for (const std::string& service : settings.services)
        if (!is_service(service))
            throw std::invalid_argument("push: " + service + " is no push service");
    return std::make_shared<CurlPusher>(std::move(settings));
}

} // namespace parley::push
