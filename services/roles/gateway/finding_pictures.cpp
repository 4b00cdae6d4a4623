#include "roles/gateway/finding_pictures.hpp"

#include "roles/gateway/html_parts.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace parley::roles {

namespace {

// Units of the picture: it is as wide as a phone, so that its letters stay as large as those around it.
constexpr double width = 360;
constexpr double letter = 12;
constexpr std::size_t arm_kinds = 6; // that look different

std::string n(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value);
    std::string digits = text;
    return digits.ends_with(".0") ? digits.substr(0, digits.size() - 2) : digits;
}

std::string arm_class(std::size_t arm) {
    return "arm arm-" + std::to_string(arm % arm_kinds);
}

std::string text_at(double x, double y, const std::string& words, const std::string& style,
                    const std::string& anchored = "start") {
    return "<text class=\"" + style + "\" x=\"" + n(x) + "\" y=\"" + n(y) + "\" text-anchor=\"" + anchored + "\">" +
           escaped(words) + "</text>\n";
}

std::string line_from(double x1, double y1, double x2, double y2, const std::string& style) {
    return "<line class=\"" + style + "\" x1=\"" + n(x1) + "\" y1=\"" + n(y1) + "\" x2=\"" + n(x2) + "\" y2=\"" +
           n(y2) + "\"/>\n";
}

/// A mark that tells an arm from others without its colour.
std::string mark_at(double x, double y, std::size_t arm) {
    const std::string style = " class=\"" + arm_class(arm) + " arm-mark\"";
    switch (arm % 3) {
    case 0:
        return "<circle" + style + " cx=\"" + n(x) + "\" cy=\"" + n(y) + "\" r=\"4\"/>\n";
    case 1:
        return "<rect" + style + " x=\"" + n(x - 4) + "\" y=\"" + n(y - 4) + "\" width=\"8\" height=\"8\"/>\n";
    default:
        return "<path" + style + " d=\"M" + n(x) + ' ' + n(y - 5) + 'L' + n(x + 5) + ' ' + n(y + 4) + 'L' + n(x - 5) +
               ' ' + n(y + 4) + "Z\"/>\n";
    }
}

std::string picture(const std::string& title, double height, const std::string& inside) {
    return "<svg class=\"found-picture\" viewBox=\"0 0 " + n(width) + ' ' + n(height) +
           "\" role=\"img\" aria-label=\"" + escaped(title) + "\">\n" + inside + "</svg>\n";
}

/// The names of the arms with their marks, one below the other: names are as long as they are.
std::string legend(const std::vector<std::string>& names, double top) {
    std::string out;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const double y = top + static_cast<double>(i) * 18;
        out += line_from(4, y - 4, 28, y - 4, arm_class(i) + " arm-line") + mark_at(16, y - 4, i) +
               text_at(36, y, names[i], "found-name");
    }
    return out;
}

/// Round numbers between two, some five of them.
std::vector<double> ticks_between(double low, double high, int wanted = 4) {
    const double span = high - low;
    if (!(span > 0))
        return {low};
    const double rough = span / wanted;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    double step = power * 10;
    for (const double factor : {1.0, 2.0, 5.0})
        if (power * factor >= rough) {
            step = power * factor;
            break;
        }
    std::vector<double> ticks;
    for (double tick = std::ceil(low / step - 1e-9) * step; tick <= high + step * 1e-9; tick += step)
        ticks.push_back(std::abs(tick) < step * 1e-9 ? 0 : tick);
    return ticks;
}

} // namespace

std::string lines_picture(const std::string& title, const Axis& across, const Axis& up,
                          const std::vector<ArmLine>& arms) {
    std::vector<std::string> names;
    for (const ArmLine& arm : arms)
        names.push_back(arm.name);
    const double left = 44, right = width - 14, keys = static_cast<double>(arms.size()) * 18;
    const double top = keys + 32, bottom = top + 170;
    const auto x_of = [&](double x) { return left + (right - left) * (x - across.low) / (across.high - across.low); };
    const auto y_of = [&](double y) { return bottom - (bottom - top) * (y - up.low) / (up.high - up.low); };
    std::string out = legend(names, 14) + text_at(4, top - 12, up.name, "found-text");
    for (const double tick : ticks_between(up.low, up.high))
        out += line_from(left, y_of(tick), right, y_of(tick), "found-grid") +
               text_at(left - 6, y_of(tick) + 4, up.words(tick), "found-text", "end");
    // The last word would stick out of the picture.
    for (const double tick : ticks_between(across.low, across.high))
        out += line_from(x_of(tick), bottom, x_of(tick), bottom + 4, "found-axis") +
               text_at(x_of(tick), bottom + 18, across.words(tick), "found-text",
                       x_of(tick) > right - 12 ? "end" : "middle");
    out += line_from(left, bottom, right, bottom, "found-axis") +
           text_at((left + right) / 2, bottom + 36, across.name, "found-text", "middle");
    for (std::size_t i = 0; i < arms.size(); ++i) {
        std::string path;
        for (std::size_t at = 0; at < arms[i].points.size(); ++at) {
            const auto& [x, y] = arms[i].points[at];
            if (at > 0 && arms[i].in_steps)
                path += 'H' + n(x_of(x)) + 'V' + n(y_of(y));
            else
                path += (at == 0 ? 'M' : 'L') + n(x_of(x)) + ' ' + n(y_of(y));
        }
        if (path.empty())
            continue;
        out += "<path class=\"" + arm_class(i) + " arm-line\" d=\"" + path + "\"/>\n";
        const auto& [x, y] = arms[i].points[arms[i].points.size() * (i + 1) / (arms.size() + 1)];
        out += mark_at(x_of(x), y_of(y), i);
    }
    return picture(title, bottom + 44, out);
}

std::string forest_picture(const std::string& title, const std::vector<ForestRow>& rows, const NumberWords& words) {
    double low = 0, high = 0;
    for (const ForestRow& row : rows)
        for (const auto* range : {&row.raw, &row.shrunken})
            if (*range) {
                low = std::min({low, (*range)->middle, (*range)->low.value_or(low)});
                high = std::max({high, (*range)->middle, (*range)->high.value_or(high)});
            }
    const double spare = high > low ? (high - low) * 0.06 : 1;
    low -= spare;
    high += spare;
    const double left = 14, right = width - 14;
    const auto x_of = [&](double x) { return left + (right - left) * (x - low) / (high - low); };
    double y = 18;
    std::string out;
    const auto range_at = [&](const Range& range, double at, const std::string& style) {
        out += line_from(range.low ? x_of(*range.low) : left, at, range.high ? x_of(*range.high) : right, at,
                         style + "-line");
    };
    std::string marks;
    for (const ForestRow& row : rows) {
        out += text_at(4, y, row.name, row.is_whole ? "found-name found-whole" : "found-name");
        y += 12;
        if (row.raw) {
            const double x = x_of(row.raw->middle);
            range_at(*row.raw, y, row.is_whole ? "forest-whole" : "forest-raw");
            if (row.is_whole)
                marks += "<path class=\"forest-whole\" d=\"M" + n(x) + ' ' + n(y - 7) + 'L' + n(x + 8) + ' ' + n(y) +
                         'L' + n(x) + ' ' + n(y + 7) + 'L' + n(x - 8) + ' ' + n(y) + "Z\"/>\n";
            else
                marks += "<rect class=\"forest-raw\" x=\"" + n(x - 4) + "\" y=\"" + n(y - 4) +
                         "\" width=\"8\" height=\"8\"/>\n";
            y += 12;
        }
        if (row.shrunken) {
            range_at(*row.shrunken, y, "forest-shrunken");
            marks += "<circle class=\"forest-shrunken\" cx=\"" + n(x_of(row.shrunken->middle)) + "\" cy=\"" + n(y) +
                     "\" r=\"4.5\"/>\n";
            y += 12;
        }
        y += letter + 4;
    }
    const double bottom = y - 8;
    out = line_from(x_of(0), 4, x_of(0), bottom, "forest-none") + out + marks;
    out += line_from(left, bottom, right, bottom, "found-axis");
    for (const double tick : ticks_between(low, high, 3))
        out += line_from(x_of(tick), bottom, x_of(tick), bottom + 4, "found-axis") +
               text_at(x_of(tick), bottom + 18, words(tick), "found-text", "middle");
    return picture(title, bottom + 26, out);
}

std::string bars_picture(const std::string& title, const std::vector<BarGroup>& groups,
                         const std::vector<std::string>& arms) {
    const double left = 4, right = width - 92;
    std::string out = legend(arms, 14);
    double y = 14 + static_cast<double>(arms.size()) * 18 + 8;
    for (const BarGroup& group : groups) {
        out += text_at(left, y + 8, group.name, "found-name");
        y += 15;
        for (std::size_t i = 0; i < group.arms.size(); ++i) {
            const auto& [share, words] = group.arms[i];
            const double length = std::clamp(share, 0.0, 1.0) * (right - left);
            out += "<rect class=\"found-back\" x=\"" + n(left) + "\" y=\"" + n(y) + "\" width=\"" + n(right - left) +
                   "\" height=\"12\" rx=\"2\"/>\n<rect class=\"" + arm_class(i) + " arm-bar\" x=\"" + n(left) +
                   "\" y=\"" + n(y) + "\" width=\"" + n(length) + "\" height=\"12\" rx=\"2\"/>\n" +
                   text_at(right + 8, y + 10.5, words, "found-text");
            y += 16;
        }
        y += 10;
    }
    return picture(title, y, out);
}

} // namespace parley::roles
