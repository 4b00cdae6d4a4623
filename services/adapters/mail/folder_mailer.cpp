#include "adapters/mail/mailer.hpp"
#include "adapters/mail/mime.hpp"
#include "digest/digest.hpp"
#include "runtime/blocking_pool.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace parley::mail {

namespace {

using runtime::Unavailable;

core::Instant now() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

// "20261124T090000.000123Z": the digits of RFC 3339, always six of the fraction, so that names sort by time.
std::string file_time(core::Instant at) {
    const core::Micros fraction = at.us % core::micros_per_s;
    std::string text = core::to_rfc3339({at.us - fraction});
    std::erase_if(text, [](char c) { return c == '-' || c == ':' || c == 'Z'; });
    const std::string digits = std::to_string(fraction);
    return text + "." + std::string(6 - digits.size(), '0') + digits + "Z";
}

struct Nothing {};

class FolderMailer final : public app::Mailer {
public:
    FolderMailer(std::filesystem::path folder, Address from)
        : folder_(std::move(folder)), from_(std::move(from)),
          pool_("mail-folder", 1, 1024, [](std::size_t) { return std::make_unique<Nothing>(); }) {}

    awaitable<void> send(app::Mail mail) override {
        auto job = [this, mail = std::move(mail)](Nothing&) { write(mail); };
        return pool_.run(std::move(job));
    }

private:
    void write(const app::Mail& mail) {
        const core::Instant at = now();
        std::string text;
        try {
            text = build_mime(mail, from_, at);
        } catch (const std::invalid_argument& error) {
            throw Unavailable(error.what(), false);
        }
        const std::string name = file_time(at) + "-" + digest::hex(digest::sha256(mail.message_id)).substr(0, 12);
        const auto unfinished = folder_ / ("." + name + ".part");
        try {
            std::filesystem::create_directories(folder_);
            std::ofstream out(unfinished, std::ios::binary);
            out << text;
            out.close();
            if (!out)
                throw std::runtime_error("cannot write");
            std::filesystem::rename(unfinished, folder_ / (name + ".eml"));
        } catch (const std::exception& error) {
            std::error_code ignored;
            std::filesystem::remove(unfinished, ignored);
            throw Unavailable(std::string("mail folder: ") + error.what());
        }
    }

    std::filesystem::path folder_;
    Address from_;
    runtime::BlockingPool<Nothing> pool_;
};

class CombinedMailer final : public app::Mailer {
public:
    explicit CombinedMailer(std::vector<std::shared_ptr<app::Mailer>> mailers) : mailers_(std::move(mailers)) {}

    awaitable<void> send(app::Mail mail) override {
        for (const auto& mailer : mailers_)
            co_await mailer->send(mail);
    }

private:
    std::vector<std::shared_ptr<app::Mailer>> mailers_;
};

} // namespace

std::shared_ptr<app::Mailer> make_folder_mailer(std::filesystem::path folder, std::string from) {
    const auto sender = parse_address(from);
    if (!sender)
        throw std::invalid_argument("mail: the sender is not an address");
    return std::make_shared<FolderMailer>(std::move(folder), *sender);
}

std::shared_ptr<app::Mailer> make_combined_mailer(std::vector<std::shared_ptr<app::Mailer>> mailers) {
    return std::make_shared<CombinedMailer>(std::move(mailers));
}

} // namespace parley::mail
