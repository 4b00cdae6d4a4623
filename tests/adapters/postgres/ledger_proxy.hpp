// A line to PostgreSQL that can lose an answer: it carries the question, waits until the server has answered, and hangs
// up without passing the answer on. That is what a commit looks like whose node lost its network at the wrong moment.
#pragma once

#include <atomic>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace parley::postgres::test {

class LossyLine {
public:
    /// In front of the server whose socket lies in `server_folder`.
    explicit LossyLine(const std::string& server_folder)
        : server_(server_folder + "/.s.PGSQL.5432"),
          folder_((std::filesystem::temp_directory_path() / "parley-line-XXXXXX").string()) {
        if (mkdtemp(folder_.data()) == nullptr)
            throw std::runtime_error("mkdtemp");
        listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const sockaddr_un address = address_of(folder_ + "/.s.PGSQL.5432");
        if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
            ::listen(listener_, 8) != 0)
            throw std::runtime_error("listen");
        thread_ = std::thread([this] { serve(); });
    }
    ~LossyLine() {
        stopping_ = true;
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
        std::filesystem::remove_all(folder_);
    }
    LossyLine(const LossyLine&) = delete;
    LossyLine& operator=(const LossyLine&) = delete;

    const std::string& folder() const { return folder_; }
    /// The answer to the next statement is lost.
    void lose_next_answer() { lose_ = true; }
    /// After that nobody gets through any more.
    void stay_down() { down_ = true; }
    int answers_lost() const { return lost_; }

private:
    static sockaddr_un address_of(const std::string& path) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        if (path.size() >= sizeof address.sun_path)
            throw std::runtime_error("socket path too long");
        path.copy(address.sun_path, path.size());
        return address;
    }

    void serve() {
        while (!stopping_) {
            const int client = ::accept(listener_, nullptr, nullptr);
            if (client < 0)
                continue;
            carriers_.emplace_back([this, client] {
                const int server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
                const sockaddr_un address = address_of(server_);
                if (!down_ && ::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
                    carry(client, server);
                ::close(client);
                ::close(server);
            });
        }
        for (std::thread& carrier : carriers_)
            carrier.join();
    }

    void carry(int client, int server) {
        char buffer[64 * 1024];
        bool losing = false;
        while (!stopping_) {
            pollfd ends[2] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
            if (::poll(ends, 2, 20) < 0)
                return;
            if (ends[0].revents != 0) {
                const auto count = ::read(client, buffer, sizeof buffer);
                // Prepare and execute are two exchanges; the commit is in the second, which begins with Bind.
                if (count > 0 && buffer[0] == 'B' && lose_.exchange(false))
                    losing = true;
                if (count <= 0 || ::send(server, buffer, static_cast<std::size_t>(count), MSG_NOSIGNAL) != count)
                    return;
            }
            if (ends[1].revents != 0) {
                const auto count = ::read(server, buffer, sizeof buffer);
                if (losing && count > 0) {
                    ++lost_;
                    return;
                }
                if (count <= 0 || ::send(client, buffer, static_cast<std::size_t>(count), MSG_NOSIGNAL) != count)
                    return;
            }
        }
    }

    std::string server_;
    std::string folder_;
    int listener_ = -1;
    std::atomic<bool> stopping_{false}, lose_{false}, down_{false};
    std::atomic<int> lost_{0};
    std::vector<std::thread> carriers_; // one per connection, seen by thread_ alone
    std::thread thread_;
};

} // namespace parley::postgres::test
