#include "adapters/http/target.hpp"

#include "runtime/utf8.hpp"

#include <algorithm>

namespace parley::http {

namespace {

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char character) {
        const auto byte = static_cast<unsigned char>(character);
        return byte < 0x20 || byte == 0x7F;
    });
}

bool has_dot_segment(std::string_view path) {
    for (std::size_t at = 0; at < path.size();) {
        const auto end = std::min(path.find('/', at + 1), path.size());
        const auto segment = path.substr(at + 1, end - at - 1);
        if (segment == "." || segment == "..") {
            return true;
        }
        at = end;
    }
    return false;
}

std::string parse_path(std::string_view raw, std::string& path) {
    for (std::size_t at = 0; at + 2 < raw.size(); ++at) {
        // An encoded slash would make one segment look like two after decoding.
        if (raw[at] == '%' && raw[at + 1] == '2' && (raw[at + 2] == 'f' || raw[at + 2] == 'F')) {
            return "the path holds an encoded slash";
        }
    }
    auto decoded = percent_decoded(raw);
    if (!decoded) {
        return "the path holds a broken percent escape";
    }
    if (has_control(*decoded) || decoded->find('\\') != std::string::npos) {
        return "the path holds a control character or a backslash";
    }
    if (!runtime::is_utf8(*decoded)) {
        return "the path is not UTF-8";
    }
    if (has_dot_segment(*decoded)) {
        return "the path holds a dot segment";
    }
    path = std::move(*decoded);
    return {};
}

std::string parse_query(std::string_view raw, std::map<std::string, std::string>& query) {
    while (!raw.empty()) {
        const auto end = std::min(raw.find('&'), raw.size());
        const auto pair = raw.substr(0, end);
        raw.remove_prefix(std::min(end + 1, raw.size()));
        if (pair.empty()) {
            continue;
        }
        const auto equals = std::min(pair.find('='), pair.size());
        auto key = percent_decoded(pair.substr(0, equals), true);
        auto value = percent_decoded(pair.substr(std::min(equals + 1, pair.size())), true);
        if (!key || !value) {
            return "the query holds a broken percent escape";
        }
        if (!runtime::is_utf8(*key) || !runtime::is_utf8(*value)) {
            return "the query is not UTF-8";
        }
        if (has_control(*key) || has_control(*value)) {
            return "the query holds a control character";
        }
        if (!query.emplace(std::move(*key), std::move(*value)).second) {
            return "the query gives a key twice";
        }
    }
    return {};
}

} // namespace

std::string parse_target(std::string_view target, Request& request) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (target.size() > scheme.size() && equals_ignoring_case(target.substr(0, scheme.size()), scheme)) {
            const auto slash = target.find_first_of("/?", scheme.size());
            if (slash == scheme.size()) {
                return "the target names no host";
            }
            target = slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
            break;
        }
    }
    if (target.empty() || target.front() != '/') {
        return "the target is neither a path nor an http URL";
    }
    if (target.find('#') != std::string_view::npos) {
        return "the target holds a fragment";
    }
    request.target = std::string(target);
    const auto mark = std::min(target.find('?'), target.size());
    if (auto wrong = parse_path(target.substr(0, mark), request.path); !wrong.empty()) {
        return wrong;
    }
    return parse_query(target.substr(std::min(mark + 1, target.size())), request.query);
}

} // namespace parley::http
