#include "loadtest/world/child.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace parley::load {

namespace {

[[noreturn]] void become(std::vector<char*>& words, const std::map<std::string, std::string>& environment,
                         const std::string& log, int in, int out, pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(127); // it was gone before we could ask
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    if (!log.empty())
        if (const int file = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644); file >= 0)
            dup2(file, STDERR_FILENO);
    for (const auto& [name, value] : environment)
        setenv(name.c_str(), value.c_str(), 1);
    execvp(words.front(), words.data());
    _exit(127);
}

std::array<int, 2> make_pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
        throw std::system_error(errno, std::generic_category(), "pipe2");
    return ends;
}

} // namespace

Child::Child(const std::vector<std::string>& command, const std::map<std::string, std::string>& environment,
             const std::string& log)
    : name_(command.front()) {
    std::vector<std::string> copy = command;
    std::vector<char*> words;
    for (std::string& word : copy)
        words.push_back(word.data());
    words.push_back(nullptr);
    const auto to_child = make_pipe();
    const auto from_child = make_pipe();
    const pid_t parent = getpid();
    pid_ = fork();
    if (pid_ < 0)
        throw std::system_error(errno, std::generic_category(), "fork");
    if (pid_ == 0)
        become(words, environment, log, to_child[0], from_child[1], parent);
    close(to_child[0]);
    close(from_child[1]);
    in_ = fdopen(to_child[1], "w");
    out_ = fdopen(from_child[0], "r");
}

Child::~Child() {
    if (pid_ > 0)
        stop(SIGKILL);
    if (in_ != nullptr)
        std::fclose(in_);
    std::fclose(out_);
}

std::string Child::line() {
    std::string text;
    for (int c = std::fgetc(out_); c != EOF; c = std::fgetc(out_)) {
        if (c == '\n')
            return text;
        text += static_cast<char>(c);
    }
    throw std::runtime_error(name_ + " ended (" + std::to_string(wait()) + ") before it said what was waited for");
}

void Child::say(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), in_);
    std::fflush(in_);
}

void Child::say_no_more() {
    std::fclose(std::exchange(in_, nullptr));
}

std::string Child::rest() {
    std::string text;
    for (int c = std::fgetc(out_); c != EOF; c = std::fgetc(out_))
        text += static_cast<char>(c);
    return text;
}

int Child::stop(int signal) {
    if (pid_ > 0)
        kill(pid_, signal);
    return wait();
}

int Child::wait() {
    if (pid_ < 0)
        return 0;
    const pid_t pid = std::exchange(pid_, -1);
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string run(const std::vector<std::string>& command, const std::map<std::string, std::string>& environment,
                const std::string& log) {
    Child child(command, environment, log);
    std::string text = child.rest();
    if (const int status = child.wait(); status != 0)
        throw std::runtime_error(command.front() + " failed with status " + std::to_string(status));
    return text;
}

} // namespace parley::load
