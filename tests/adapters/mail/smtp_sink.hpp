// A mail server that keeps what it is given, for one test: it speaks as much SMTP as a client needs, says what it was
// told to say, and can fall silent. One thread per connection; nothing leaves the loopback interface.
#pragma once

#include <atomic>
#include <mutex>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace parley::mail::test {

class SmtpSink {
public:
    struct Manner {
        std::string greeting = "220 sink ready";
        std::string rcpt = "250 fine";
        std::string accepted = "250 kept";
        bool offers_auth = false;
        bool silent_after_data = false;
    };
    struct Received {
        std::string from, to, text;
    };

    SmtpSink() : SmtpSink(Manner()) {}
    explicit SmtpSink(Manner manner) : manner_(std::move(manner)) {
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        std::mt19937 dice(std::random_device{}());
        for (int tries = 0; tries < 200 && port_ == 0; ++tries) {
            const auto port = static_cast<std::uint16_t>(20'000 + dice() % 10'000);
            sockaddr_in address{};
            address.sin_family = AF_INET;
            address.sin_port = htons(port);
            address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
                port_ = port;
        }
        if (port_ == 0 || ::listen(listener_, 8) != 0)
            throw std::runtime_error("no port for the sink");
        acceptor_ = std::thread([this] { accept(); });
    }
    ~SmtpSink() {
        stopping_ = true;
        ::shutdown(listener_, SHUT_RDWR);
        acceptor_.join();
        ::close(listener_);
    }
    SmtpSink(const SmtpSink&) = delete;
    SmtpSink& operator=(const SmtpSink&) = delete;

    std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }
    std::vector<Received> mails() const {
        const std::lock_guard lock(mutex_);
        return mails_;
    }
    std::vector<std::string> commands() const {
        const std::lock_guard lock(mutex_);
        return commands_;
    }
    int connections() const { return connections_; }

private:
    void accept() {
        while (!stopping_) {
            const int peer = ::accept(listener_, nullptr, nullptr);
            if (peer < 0)
                continue;
            ++connections_;
            talks_.emplace_back([this, peer] {
                talk(peer);
                ::close(peer);
            });
        }
        for (std::thread& one : talks_)
            one.join();
    }

    // The next line without its CRLF, or false when the peer has gone or the test is over.
    bool next_line(int peer, std::string& rest, std::string& line) {
        for (;;) {
            const auto end = rest.find("\r\n");
            if (end != std::string::npos) {
                line = rest.substr(0, end);
                rest.erase(0, end + 2);
                return true;
            }
            pollfd ready{peer, POLLIN, 0};
            if (stopping_)
                return false;
            if (::poll(&ready, 1, 20) <= 0)
                continue;
            char buffer[4096];
            const auto count = ::read(peer, buffer, sizeof buffer);
            if (count <= 0)
                return false;
            rest.append(buffer, static_cast<std::size_t>(count));
        }
    }

    static void say(int peer, const std::string& text) {
        const std::string line = text + "\r\n";
        if (::send(peer, line.data(), line.size(), MSG_NOSIGNAL) < 0)
            return;
    }

    void talk(int peer) {
        std::string rest, line;
        Received mail;
        say(peer, manner_.greeting);
        while (next_line(peer, rest, line)) {
            {
                const std::lock_guard lock(mutex_);
                commands_.push_back(line);
            }
            if (line.starts_with("EHLO")) {
                say(peer, manner_.offers_auth ? "250-sink\r\n250 AUTH PLAIN" : "250 sink");
            } else if (line.starts_with("AUTH")) {
                say(peer, line == "AUTH PLAIN" ? "334 " : "235 welcome");
                if (line == "AUTH PLAIN" && next_line(peer, rest, line))
                    say(peer, "235 welcome");
            } else if (line.starts_with("MAIL FROM:")) {
                mail = {line.substr(10), "", ""};
                say(peer, "250 fine");
            } else if (line.starts_with("RCPT TO:")) {
                mail.to = line.substr(8);
                say(peer, manner_.rcpt);
            } else if (line == "DATA") {
                say(peer, "354 go on");
                while (next_line(peer, rest, line) && line != ".")
                    mail.text += (line.starts_with('.') ? line.substr(1) : line) + "\r\n";
                if (manner_.silent_after_data)
                    continue;
                {
                    const std::lock_guard lock(mutex_);
                    mails_.push_back(mail);
                }
                say(peer, manner_.accepted);
            } else if (line == "QUIT") {
                say(peer, "221 bye");
                return;
            } else {
                say(peer, "250 fine");
            }
        }
    }

    Manner manner_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<bool> stopping_{false};
    std::atomic<int> connections_{0};
    mutable std::mutex mutex_;
    std::vector<Received> mails_;
    std::vector<std::string> commands_;
    std::vector<std::thread> talks_; // seen by acceptor_ alone
    std::thread acceptor_;
};

} // namespace parley::mail::test
