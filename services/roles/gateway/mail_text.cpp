#include "roles/gateway/mail_text.hpp"

#include "adapters/http/message.hpp"
#include "runtime/utf8.hpp"

#include <algorithm>
#include <utility>

namespace parley::roles {

namespace {

constexpr int depth_max = 4; // of parts within parts; ours have one
constexpr std::string_view replacement = "\xEF\xBF\xBD";

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Every byte that is not part of well-formed UTF-8 is replaced.
std::string as_utf8(std::string_view bytes) {
    if (runtime::is_utf8(bytes))
        return std::string(bytes);
    std::string out;
    while (!bytes.empty()) {
        std::size_t length = 1;
        while (length <= std::min<std::size_t>(4, bytes.size()) && !runtime::is_utf8(bytes.substr(0, length)))
            ++length;
        const bool good = length <= std::min<std::size_t>(4, bytes.size());
        out += good ? bytes.substr(0, length) : replacement;
        bytes.remove_prefix(good ? length : 1);
    }
    return out;
}

std::string unix_lines(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n')
            out += text[i];
    return out;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// The byte that two digits at `i` stand for, or -1.
int escaped_byte(std::string_view text, std::size_t i) {
    if (i + 1 >= text.size())
        return -1;
    const int high = hex_digit(text[i]), low = hex_digit(text[i + 1]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/// RFC 2045 section 6.7; an escape that is none stays as it is.
std::string from_quoted_printable(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '=') {
            out += text[i];
        } else if (text.substr(i + 1).starts_with("\r\n")) {
            i += 2;
        } else if (text.substr(i + 1).starts_with('\n')) {
            i += 1;
        } else if (const int byte = escaped_byte(text, i + 1); byte >= 0) {
            out += static_cast<char>(byte);
            i += 2;
        } else {
            out += '=';
        }
    }
    return out;
}

int base64_digit(char c) {
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+')
        return 62;
    return c == '/' ? 63 : -1;
}

/// RFC 2045 section 6.8: characters outside the alphabet are skipped, padding ends it.
std::string from_base64(std::string_view text) {
    std::string out;
    unsigned bits = 0;
    int held = 0;
    for (const char c : text) {
        if (c == '=')
            break;
        const int digit = base64_digit(c);
        if (digit < 0)
            continue;
        bits = (bits << 6 | static_cast<unsigned>(digit)) & 0xFFFFFU;
        held += 6;
        if (held >= 8) {
            held -= 8;
            out += static_cast<char>(bits >> held & 0xFFU);
        }
    }
    return out;
}

std::string from_q_word(std::string_view text) {
    std::string spaced(text);
    std::replace(spaced.begin(), spaced.end(), '_', ' ');
    return from_quoted_printable(spaced);
}

struct EncodedWord {
    std::string bytes;
    std::size_t end = 0; // in the header
};

/// The encoded word that begins at `from`, where "=?" stands.
std::optional<EncodedWord> word_at(std::string_view header, std::size_t from) {
    const std::size_t charset_end = header.find('?', from + 2);
    if (charset_end == std::string_view::npos || charset_end + 2 >= header.size() || header[charset_end + 2] != '?')
        return std::nullopt;
    const std::size_t end = header.find("?=", charset_end + 3);
    if (end == std::string_view::npos)
        return std::nullopt;
    const std::string_view charset = header.substr(from + 2, charset_end - from - 2);
    const std::string_view text = header.substr(charset_end + 3, end - charset_end - 3);
    const bool known = http::equals_ignoring_case(charset, "utf-8") || http::equals_ignoring_case(charset, "us-ascii");
    if (!known || text.find(' ') != std::string_view::npos)
        return std::nullopt;
    switch (header[charset_end + 1]) {
    case 'B':
    case 'b':
        return EncodedWord{from_base64(text), end + 2};
    case 'Q':
    case 'q':
        return EncodedWord{from_q_word(text), end + 2};
    default:
        return std::nullopt;
    }
}

/// The headers, unfolded, and what comes after the empty line.
std::optional<std::pair<Headers, std::string_view>> split_part(std::string_view bytes) {
    Headers headers;
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        std::string_view line = bytes.substr(0, end);
        bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (line.empty() && end != std::string_view::npos)
            return std::pair(std::move(headers), bytes);
        if ((line.starts_with(' ') || line.starts_with('\t')) && !headers.empty()) {
            headers.back().second += line;
            continue;
        }
        const std::size_t colon = std::min(line.find(':'), line.size());
        headers.emplace_back(line.substr(0, colon), http::trimmed(line.substr(std::min(colon + 1, line.size()))));
    }
    return std::nullopt;
}

std::string_view value_of(const Headers& headers, std::string_view name) {
    for (const auto& [key, value] : headers)
        if (http::equals_ignoring_case(key, name))
            return value;
    return {};
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return out;
}

/// A parameter of a header such as Content-Type, without its quotes.
std::string_view parameter(std::string_view header, std::string_view name) {
    for (std::size_t at = header.find(';'); at != std::string_view::npos; at = header.find(';', at + 1)) {
        const std::string_view rest = http::trimmed(header.substr(at + 1));
        if (rest.size() <= name.size() || rest[name.size()] != '=' ||
            !http::equals_ignoring_case(rest.substr(0, name.size()), name))
            continue;
        const std::string_view value = rest.substr(name.size() + 1);
        if (value.starts_with('"'))
            return value.substr(1, value.find('"', 1) - 1);
        return http::trimmed(value.substr(0, value.find(';')));
    }
    return {};
}

std::string decoded_body(const Headers& headers, std::string_view body) {
    const std::string encoding = lower(value_of(headers, "content-transfer-encoding"));
    if (encoding == "quoted-printable")
        return unix_lines(as_utf8(from_quoted_printable(body)));
    if (encoding == "base64")
        return unix_lines(as_utf8(from_base64(body)));
    return unix_lines(as_utf8(body));
}

/// The parts between lines of "--boundary", without the line end before each of them (RFC 2046 section 5.1.1).
std::vector<std::string_view> parts_of(std::string_view body, std::string_view boundary) {
    const std::string mark = "--" + std::string(boundary);
    std::vector<std::string_view> parts;
    std::optional<std::size_t> begin;
    for (std::size_t line = 0; line < body.size();) {
        const std::size_t end = std::min(body.find('\n', line), body.size());
        if (body.substr(line, end - line).starts_with(mark)) {
            if (begin) {
                std::string_view part = body.substr(*begin, line - *begin);
                for (const char c : {'\n', '\r'})
                    if (part.ends_with(c))
                        part.remove_suffix(1);
                parts.push_back(part);
            }
            begin = std::min(end + 1, body.size());
            if (body.substr(line + mark.size()).starts_with("--"))
                break;
        }
        line = end + 1;
    }
    return parts;
}

void read_part(const Headers& headers, std::string_view body, MailText& mail, int depth) {
    const std::string_view content = value_of(headers, "content-type");
    const std::string type = lower(http::trimmed(content.substr(0, content.find(';'))));
    if (type.starts_with("multipart/")) {
        const std::string_view boundary = parameter(content, "boundary");
        if (boundary.empty() || depth == depth_max)
            return;
        for (const std::string_view part : parts_of(body, boundary))
            if (const auto split = split_part(part))
                read_part(split->first, split->second, mail, depth + 1);
    } else if ((type.empty() || type == "text/plain") && mail.text.empty()) {
        mail.text = decoded_body(headers, body);
    } else if (type == "text/html" && mail.html.empty()) {
        mail.html = decoded_body(headers, body);
    }
}

std::string address_in(std::string_view mailbox) {
    const std::size_t open = mailbox.rfind('<'), close = mailbox.rfind('>');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        return as_utf8(http::trimmed(mailbox));
    return as_utf8(http::trimmed(mailbox.substr(open + 1, close - open - 1)));
}

} // namespace

std::optional<MailText> read_mail(std::string_view bytes) {
    const auto split = split_part(bytes);
    if (!split)
        return std::nullopt;
    const auto& [headers, body] = *split;
    MailText mail;
    mail.from = decode_words(value_of(headers, "from"));
    mail.to = address_in(value_of(headers, "to"));
    mail.subject = decode_words(value_of(headers, "subject"));
    mail.date = as_utf8(value_of(headers, "date"));
    read_part(headers, body, mail, 0);
    return mail;
}

std::string decode_words(std::string_view header) {
    std::string out;
    bool after_word = false;
    for (std::size_t i = 0; i < header.size();) {
        const std::size_t next = std::min(header.find("=?", i), header.size());
        const std::string_view between = header.substr(i, next - i);
        const auto word = next < header.size() ? word_at(header, next) : std::nullopt;
        // Blanks between two words are no text: a long text is cut into words (RFC 2047 section 6.2).
        if (!(after_word && word && between.find_first_not_of(" \t") == std::string_view::npos))
            out += between;
        if (word)
            out += word->bytes;
        else
            out += header.substr(next, 2);
        after_word = word.has_value();
        i = word ? word->end : std::min(next + 2, header.size());
    }
    return as_utf8(out);
}

std::vector<LinkSpan> find_links(std::string_view text) {
    std::vector<LinkSpan> links;
    for (std::size_t i = text.find("http"); i != std::string_view::npos; i = text.find("http", i)) {
        const std::string_view rest = text.substr(i);
        const std::size_t scheme = rest.starts_with("https://") ? 8 : rest.starts_with("http://") ? 7 : 0;
        const auto ends = [](char c) {
            return static_cast<unsigned char>(c) <= 0x20 || c == '<' || c == '>' || c == '"';
        };
        std::size_t length = 0;
        while (length < rest.size() && !ends(rest[length]))
            ++length;
        while (length > scheme && std::string_view(".,;:!?)]}'").find(rest[length - 1]) != std::string_view::npos)
            --length;
        if (scheme > 0 && length > scheme)
            links.push_back({i, i + length});
        i += scheme > 0 ? std::max(length, scheme) : 4;
    }
    return links;
}

std::string escape_html(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

std::string text_to_html(std::string_view text) {
    std::string out;
    std::size_t done = 0;
    for (const LinkSpan& link : find_links(text)) {
        const std::string address = escape_html(text.substr(link.begin, link.end - link.begin));
        out += escape_html(text.substr(done, link.begin - done));
        out += "<a href=\"" + address + "\">" + address + "</a>";
        done = link.end;
    }
    return out + escape_html(text.substr(done));
}

} // namespace parley::roles
