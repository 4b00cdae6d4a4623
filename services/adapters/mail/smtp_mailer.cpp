#include "adapters/mail/mailer.hpp"
#include "adapters/mail/mime.hpp"
#include "runtime/blocking_pool.hpp"
#include "runtime/log.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <stdexcept>

namespace parley::mail {

namespace {

using runtime::Outcome;
using runtime::Unavailable;

core::Instant now() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

// A worker's libcurl handle; it keeps the connection to the server between mails.
class Sender {
public:
    Sender() {
        static std::once_flag once;
        std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
        handle_.reset(curl_easy_init());
        if (!handle_)
            throw std::bad_alloc();
    }

    void send(const SmtpSettings& settings, const Address& from, const std::string& to, const std::string& text) {
        CURL* curl = handle_.get();
        curl_easy_reset(curl); // options only; the connection stays
        const bool tls_from_the_start = settings.url.starts_with("smtps://");
        const std::string url = settings.hello.empty() ? settings.url : settings.url + "/" + settings.hello;
        Upload upload{text, 0};
        const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> receivers(
            curl_slist_append(nullptr, ("<" + to + ">").c_str()), &curl_slist_free_all);

        curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
        curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, static_cast<long>(settings.connect_timeout.count()));
        curl_easy_setopt(curl, CURLOPT_TIMEOUT, static_cast<long>(settings.total_timeout.count()));
        if (!tls_from_the_start) {
            // Without a demand for it, TLS is taken where it is offered; then it protects from listeners only.
            const long level = settings.require_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY;
            curl_easy_setopt(curl, CURLOPT_USE_SSL, level);
            curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, settings.require_tls ? 1L : 0L);
            curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, settings.require_tls ? 2L : 0L);
        }
        if (!settings.user.empty()) {
            curl_easy_setopt(curl, CURLOPT_USERNAME, settings.user.c_str());
            curl_easy_setopt(curl, CURLOPT_PASSWORD, settings.password.c_str());
        }
        curl_easy_setopt(curl, CURLOPT_MAIL_FROM, ("<" + from.address + ">").c_str());
        curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, receivers.get());
        curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(curl, CURLOPT_READFUNCTION, &Sender::give);
        curl_easy_setopt(curl, CURLOPT_READDATA, &upload);
        const CURLcode result = curl_easy_perform(curl);
        if (result != CURLE_OK)
            fail(result, upload.sent == text.size());
    }

private:
    struct Upload {
        const std::string& text;
        std::size_t sent;
    };
    static std::size_t give(char* buffer, std::size_t size, std::size_t count, void* data) {
        auto* upload = static_cast<Upload*>(data);
        const std::size_t length = std::min(size * count, upload->text.size() - upload->sent);
        std::memcpy(buffer, upload->text.data() + upload->sent, length);
        upload->sent += length;
        return length;
    }

    // A 5xx answer to this mail is final; everything else may be tried again. Only what was handed over whole can have
    // arrived, and only where the server has not said no to it. Never says whom it was for.
    [[noreturn]] void fail(CURLcode result, bool handed_over) {
        long code = 0;
        curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &code);
        std::string why = std::string("smtp: ") + curl_easy_strerror(result);
        if (code != 0)
            why += " (" + std::to_string(code) + ")";
        const bool about_us = result == CURLE_LOGIN_DENIED || result == CURLE_USE_SSL_FAILED ||
                              result == CURLE_PEER_FAILED_VERIFICATION || result == CURLE_SSL_CONNECT_ERROR;
        const bool final_no = !about_us && code >= 500 && code < 600;
        const bool perhaps_sent = handed_over && code < 400;
        runtime::log_warning("mail_not_sent", {{"why", why}, {"final", final_no ? 1 : 0}});
        throw Unavailable(why, !final_no, perhaps_sent ? Outcome::unknown : Outcome::not_done);
    }

    struct Cleanup {
        void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
    };
    std::unique_ptr<CURL, Cleanup> handle_;
};

class SmtpMailer final : public app::Mailer {
public:
    SmtpMailer(SmtpSettings settings, Address from)
        : settings_(std::move(settings)), from_(std::move(from)),
          pool_("mail", settings_.workers, settings_.waiting_max,
                [](std::size_t) { return std::make_unique<Sender>(); }) {}

    awaitable<void> send(app::Mail mail) override {
        auto job = [this, mail = std::move(mail)](Sender& sender) {
            std::string text;
            try {
                text = build_mime(mail, from_, now());
            } catch (const std::invalid_argument& error) {
                throw Unavailable(error.what(), false);
            }
            sender.send(settings_, from_, parse_address(mail.to)->address, text);
        };
        return pool_.run(std::move(job));
    }

private:
    SmtpSettings settings_;
    Address from_;
    runtime::BlockingPool<Sender> pool_;
};

} // namespace

std::shared_ptr<app::Mailer> make_smtp_mailer(SmtpSettings settings) {
    if (!settings.url.starts_with("smtp://") && !settings.url.starts_with("smtps://"))
        throw std::invalid_argument("SMTP URL: neither smtp:// nor smtps://");
    while (settings.url.ends_with('/'))
        settings.url.pop_back();
    const auto from = parse_address(settings.from);
    if (!from)
        throw std::invalid_argument("mail: the sender is not an address");
    return std::make_shared<SmtpMailer>(std::move(settings), *from);
}

} // namespace parley::mail
