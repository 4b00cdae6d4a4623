#include "adapters/webhook/line.hpp"

#include "adapters/webhook/addresses.hpp"
#include "adapters/webhook/shown.hpp"
#include "runtime/blocking_pool.hpp"

#include <curl/curl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace parley::webhook {

namespace {

constexpr std::size_t answer_max = 64 * 1024;
constexpr std::size_t url_max = 500;
constexpr std::size_t lookups_waiting = 64;
constexpr std::size_t lookups_at_once = 4;

using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

std::string part_of(const Url& url, CURLUPart part) {
    char* text = nullptr;
    if (curl_url_get(url.get(), part, &text, CURLU_DEFAULT_PORT) != CURLUE_OK || text == nullptr)
        return "";
    std::string copy(text);
    curl_free(text);
    return copy;
}

/// As the one who connects reads it.
Url parsed(const std::string& text) {
    Url url(curl_url(), &curl_url_cleanup);
    if (!url)
        throw std::bad_alloc();
    if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK)
        url.reset();
    return url;
}

asio::ip::address address_in(const sockaddr* address) {
    if (address->sa_family == AF_INET6) {
        const auto* v6 = reinterpret_cast<const sockaddr_in6*>(address);
        asio::ip::address_v6::bytes_type bytes;
        std::copy_n(v6->sin6_addr.s6_addr, bytes.size(), bytes.begin());
        return asio::ip::address_v6(bytes);
    }
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(address);
    return asio::ip::address_v4(ntohl(v4->sin_addr.s_addr));
}

/// In the same words whatever was found: nobody learns from us which names there are inside, and where they lead.
constexpr const char* no_public_address = "its name leads to no public address";

/// What can be said of a URL without looking its name up.
std::string fault_of(const Url& url, const LineSettings& settings) {
    if (!url)
        return "it cannot be read as a URL";
    const std::string scheme = part_of(url, CURLUPART_SCHEME);
    if (scheme != "https" && !(scheme == "http" && settings.allow_loopback))
        return "it must begin with https://";
    if (part_of(url, CURLUPART_HOST).empty())
        return "it names no host";
    if (!part_of(url, CURLUPART_USER).empty() || !part_of(url, CURLUPART_PASSWORD).empty())
        return "it must not hold a user or a password";
    if (!part_of(url, CURLUPART_FRAGMENT).empty())
        return "it must not hold a fragment";
    if (part_of(url, CURLUPART_PORT) != "443" && !settings.allow_loopback)
        return "it must use port 443";
    return "";
}

struct Nothing {};

} // namespace

/// One message on its way.
struct Flight {
    app::WebhookPost post;
    app::WebhookAnswer answer;
    std::function<void()> resume;

    const LineSettings* settings = nullptr;
    std::string refused; // the address that may not be connected to
    std::string body;
    std::size_t read = 0;
    std::chrono::steady_clock::time_point begun;
    CURL* handle = nullptr;
    curl_slist* headers = nullptr;
    curl_slist* resolve = nullptr;

    ~Flight() {
        curl_easy_cleanup(handle);
        curl_slist_free_all(headers);
        curl_slist_free_all(resolve);
    }
    void end() {
        answer.took =
            std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun).count();
        answer.body = shown(body);
        std::exchange(resume, nullptr)();
    }
};
using FlightPtr = std::shared_ptr<Flight>;

class Line::Engine {
public:
    explicit Engine(LineSettings given) : settings_(std::move(given)) {
        static std::once_flag once;
        std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
        for (const std::string& host : settings_.hosts) {
            const auto equals = host.find('=');
            boost::system::error_code unreadable;
            if (equals != std::string::npos)
                hosts_[host.substr(0, equals)] = asio::ip::make_address(host.substr(equals + 1), unreadable);
            if (equals == std::string::npos || unreadable)
                throw std::invalid_argument(host + " is not NAME=ADDRESS");
        }
        multi_ = curl_multi_init();
        if (multi_ == nullptr)
            throw std::bad_alloc();
        thread_ = std::thread([this] { work(); });
    }
    ~Engine() {
        stop();
        curl_multi_cleanup(multi_);
    }

    std::string objection(const std::string& text) const {
        if (text.size() > url_max)
            return "it is longer than 500 characters";
        const Url url = parsed(text);
        if (std::string fault = fault_of(url, settings_); !fault.empty())
            return fault;
        const std::string host = part_of(url, CURLUPART_HOST);
        const auto addresses = looked_up(host);
        if (addresses.empty())
            return no_public_address;
        // One of them is what a connection would find.
        for (const asio::ip::address& address : addresses)
            if (!may_reach(address))
                return no_public_address;
        return "";
    }

    void launch(FlightPtr flight) {
        flight->settings = &settings_;
        {
            const std::lock_guard lock(mutex_);
            if (!stopping_) {
                waiting_.push_back(std::move(flight));
                curl_multi_wakeup(multi_);
                return;
            }
        }
        fail(*flight, "Parley is stopping");
    }

    void stop() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
            curl_multi_wakeup(multi_);
        }
        if (thread_.joinable())
            thread_.join();
        lookups_.stop();
    }

    runtime::BlockingPool<Nothing>& lookups() { return lookups_; }

private:
    bool may_reach(const asio::ip::address& address) const {
        return is_global(address) || (settings_.allow_loopback && address.is_loopback());
    }

    std::vector<asio::ip::address> looked_up(std::string host) const {
        if (const auto known = hosts_.find(host); known != hosts_.end())
            return {known->second};
        if (host.starts_with('[') && host.ends_with(']'))
            host = host.substr(1, host.size() - 2);
        addrinfo wanted{};
        wanted.ai_socktype = SOCK_STREAM;
        addrinfo* found = nullptr;
        std::vector<asio::ip::address> addresses;
        if (getaddrinfo(host.c_str(), nullptr, &wanted, &found) != 0)
            return addresses;
        for (const addrinfo* one = found; one != nullptr; one = one->ai_next)
            if (one->ai_family == AF_INET || one->ai_family == AF_INET6)
                addresses.push_back(address_in(one->ai_addr));
        freeaddrinfo(found);
        return addresses;
    }

    static void fail(Flight& flight, std::string why) {
        flight.answer.failure = std::move(why);
        flight.end();
    }

    void work() {
        std::map<CURL*, FlightPtr> flying;
        for (;;) {
            std::deque<FlightPtr> fresh;
            bool stopping = false;
            {
                const std::lock_guard lock(mutex_);
                fresh.swap(waiting_);
                stopping = stopping_;
            }
            for (FlightPtr& flight : fresh) {
                flight->begun = std::chrono::steady_clock::now();
                if (std::string fault = begin(*flight); !fault.empty()) {
                    fail(*flight, std::move(fault));
                    continue;
                }
                curl_multi_add_handle(multi_, flight->handle);
                flying[flight->handle] = std::move(flight);
            }
            if (stopping) {
                for (auto& [handle, flight] : flying) {
                    curl_multi_remove_handle(multi_, handle);
                    fail(*flight, "Parley is stopping");
                }
                return;
            }
            int running = 0;
            curl_multi_perform(multi_, &running);
            int left = 0;
            while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
                if (message->msg != CURLMSG_DONE)
                    continue;
                const CURLcode result = message->data.result;
                const auto place = flying.find(message->easy_handle);
                const FlightPtr flight = place->second;
                flying.erase(place);
                curl_multi_remove_handle(multi_, flight->handle);
                landed(*flight, result);
            }
            curl_multi_poll(multi_, nullptr, 0, 1'000, nullptr);
        }
    }

    std::string begin(Flight& flight) {
        const app::WebhookPost& post = flight.post;
        const Url url = parsed(post.url);
        if (std::string fault = fault_of(url, settings_); !fault.empty())
            return fault;
        CURL* curl = flight.handle = curl_easy_init();
        if (curl == nullptr)
            return "there is no memory";
        for (const std::string& header :
             {std::string("content-type: application/json"), "webhook-id: " + post.id,
              "webhook-timestamp: " + post.timestamp, "webhook-signature: " + post.signature, std::string("expect:"),
              std::string("accept: */*")})
            flight.headers = curl_slist_append(flight.headers, header.c_str());
        const std::string host = part_of(url, CURLUPART_HOST);
        if (const auto known = hosts_.find(host); known != hosts_.end()) {
            const std::string fixed = host + ':' + part_of(url, CURLUPART_PORT) + ':' + known->second.to_string();
            flight.resolve = curl_slist_append(nullptr, fixed.c_str());
            curl_easy_setopt(curl, CURLOPT_RESOLVE, flight.resolve);
        }
        const char* protocols = settings_.allow_loopback ? "http,https" : "https";
        curl_easy_setopt(curl, CURLOPT_URL, post.url.c_str());
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, protocols);
        curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
        curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
        curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
        // Or a name server that does not answer would be waited for by all others after the time is over.
        curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
        curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(settings_.timeout.count()));
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings_.connect_timeout.count()));
        curl_easy_setopt(curl, CURLOPT_USERAGENT, "Parley-Webhooks/1");
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, flight.headers);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(post.body.size()));
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, post.body.c_str());
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Engine::take);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, &flight);
        // Every connection is made for its message, so that its address is looked at.
        curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
        curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
        curl_easy_setopt(curl, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
        curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, &Engine::open);
        curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &flight);
        return "";
    }

    // The address is checked here and connected to here: what the name says at another time does not matter.
    static curl_socket_t open(void* data, curlsocktype, curl_sockaddr* target) {
        auto& flight = *static_cast<Flight*>(data);
        if (target->family != AF_INET && target->family != AF_INET6)
            return CURL_SOCKET_BAD;
        const auto address = address_in(&target->addr);
        const bool is_ours = flight.settings->allow_loopback && address.is_loopback();
        if (!is_global(address) && !is_ours) {
            flight.refused = no_public_address;
            return CURL_SOCKET_BAD;
        }
        return socket(target->family, target->socktype | SOCK_CLOEXEC, target->protocol);
    }

    // The status is known by then; more of the answer than this is not waited for.
    static std::size_t take(char* bytes, std::size_t size, std::size_t count, void* data) {
        auto& flight = *static_cast<Flight*>(data);
        const std::size_t length = size * count;
        flight.body.append(bytes, std::min(length, shown_max * 4 - std::min(shown_max * 4, flight.body.size())));
        flight.read += length;
        return flight.read <= answer_max ? length : 0;
    }

    static void landed(Flight& flight, CURLcode result) {
        long status = 0;
        curl_easy_getinfo(flight.handle, CURLINFO_RESPONSE_CODE, &status);
        if (result == CURLE_OK || (result == CURLE_WRITE_ERROR && flight.read > answer_max))
            flight.answer.status = static_cast<int>(status);
        else if (!flight.refused.empty())
            flight.answer.failure = flight.refused;
        else if (result == CURLE_OPERATION_TIMEDOUT)
            flight.answer.failure = "there was no answer in time";
        else
            flight.answer.failure = curl_easy_strerror(result);
        flight.end();
    }

    LineSettings settings_;
    std::map<std::string, asio::ip::address> hosts_;
    runtime::BlockingPool<Nothing> lookups_{"lookups", lookups_at_once, lookups_waiting,
                                            [](std::size_t) { return std::make_unique<Nothing>(); }};
    CURLM* multi_ = nullptr;
    std::mutex mutex_;
    std::deque<FlightPtr> waiting_;
    bool stopping_ = false;
    std::thread thread_;
};

Line::Line(LineSettings settings) : engine_(std::make_unique<Engine>(std::move(settings))) {}
Line::~Line() = default;

void Line::stop() {
    engine_->stop();
}

awaitable<std::string> Line::objection(std::string url) {
    auto job = [engine = engine_.get(), url = std::move(url)](Nothing&) { return engine->objection(url); };
    return engine_->lookups().run(std::move(job));
}

awaitable<app::WebhookAnswer> Line::post(app::WebhookPost post) {
    auto flight = std::make_shared<Flight>();
    flight->post = std::move(post);
    auto initiate = [engine = engine_.get(), flight](auto handler) {
        auto work = asio::prefer(asio::get_associated_executor(handler), asio::execution::outstanding_work.tracked);
        auto waiting = std::make_shared<decltype(handler)>(std::move(handler));
        flight->resume = [work, waiting] { asio::post(work, [waiting] { std::move (*waiting)(); }); };
        engine->launch(flight);
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(std::move(initiate), asio::use_awaitable);
    co_return std::move(flight->answer);
}

} // namespace parley::webhook
