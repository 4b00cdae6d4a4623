// A child process: started, read line by line, ended. It dies with us, however we end.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

namespace parley::load {

class Child {
public:
    /// `environment` is added to ours. Its stdin and stdout are pipes to us; its stderr goes to the file `log`, or
    /// where ours goes for "". Throws std::system_error if it cannot be started.
    Child(const std::vector<std::string>& command, const std::map<std::string, std::string>& environment,
          const std::string& log);
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    pid_t pid() const { return pid_; }
    /// The next line of its stdout, without the newline. Throws std::runtime_error when it ends first.
    std::string line();
    /// Writes to its stdin at once.
    void say(const std::string& text);
    void say_no_more();
    /// All that is left of its stdout.
    std::string rest();
    /// Sends the signal and waits until it is gone; gives its exit status, or 128 and the signal that ended it.
    int stop(int signal = SIGTERM);
    /// Waits until it ends by itself.
    int wait();

private:
    pid_t pid_ = -1;
    std::string name_;
    std::FILE* in_ = nullptr;
    std::FILE* out_ = nullptr;
};

/// Runs a command to its end and gives its stdout; throws std::runtime_error with its name when it fails.
std::string run(const std::vector<std::string>& command, const std::map<std::string, std::string>& environment = {},
                const std::string& log = "");

} // namespace parley::load
