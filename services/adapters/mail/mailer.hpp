// Mailers: an SMTP server by way of libcurl, a folder of .eml files, and both at once. Each works on threads of its
// own, because both block. What a mail looks like is mime.hpp's business.
#pragma once

#include "app/ports/mailer.hpp"
#include "runtime/asio.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace parley::mail {

struct SmtpSettings {
    std::string url;  // smtp://host[:port] or smtps://host[:port]
    std::string user; // "" for none
    std::string password;
    bool require_tls = true; // STARTTLS is demanded of smtp://; a relay on this machine may do without
    std::string from;        // "Parley <no-reply@example.org>"
    std::string hello;       // name given in EHLO; "" lets libcurl choose
    std::chrono::seconds connect_timeout{5};
    std::chrono::seconds total_timeout{20};
    std::size_t workers = 2;
    std::size_t waiting_max = 256;
};

/// Throws std::invalid_argument where the settings cannot be right (URL, from).
std::shared_ptr<app::Mailer> make_smtp_mailer(SmtpSettings settings);

/// Writes <UTC time>-<hash of the message id>.eml, so that names sort by time; a file is there whole or not at all.
std::shared_ptr<app::Mailer> make_folder_mailer(std::filesystem::path folder, std::string from);

/// Gives every mail to each in turn; the first that fails ends it.
std::shared_ptr<app::Mailer> make_combined_mailer(std::vector<std::shared_ptr<app::Mailer>> mailers);

} // namespace parley::mail
