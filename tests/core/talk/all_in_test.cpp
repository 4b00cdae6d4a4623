// Which words add to a price and which do not: of 300 offers none does.
#include "core/talk/all_in.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace parley::core::talk {
namespace {

TEST(AllIn, ThreeHundredOffersAddNothingToTheirPrice) {
    std::ifstream file(std::string(PARLEY_SOURCE_DIR) + "/tests/core/talk/offer_texts.txt");
    int read = 0;
    for (std::string text; std::getline(file, text); ++read)
        EXPECT_EQ(extra_charge(text), std::nullopt) << text;
    EXPECT_EQ(read, 300);
}

TEST(AllIn, GiftsAreNoCharges) {
    for (const char* text : {
             "Plus free delivery",
             "A bench on top, plus delivery included",
             "Includes the table plus delivery and fitting",
             "Delivery included. VAT included.",
             "Delivery is not extra",
             "Delivery at no extra cost",
             "Ex display, as new",
             "Oak plus four chairs",
             "Open 8 hours a day",
             "Excluding the old legs, everything is new",
             "A hundred per cent oak",
             "Runs 10 hours per charge",
             "Free delivery, as every order over £20",
             "Delivery £0",
             "Includes delivery £30 and fitting",
             "Delivery in 3 days",
             "Plus 4 chairs, 90 cm high",
             "No VAT on top, ever",
             "Comes without delivery fees",
             "Delivered free, without surcharge",
             "Delivery for 3 chairs",
             "Delivery: by Friday",
             "Delivery from our workshop",
             "",
         })
        EXPECT_EQ(extra_charge(text), std::nullopt) << text;
}

TEST(AllIn, ChargesAreFoundAsTheyWereWritten) {
    const std::pair<const char*, const char*> found[] = {
        {"£300 plus delivery", "plus delivery"},
        {"300 + VAT", "+ VAT"},
        {"300+vat", "+vat"},
        {"Plus a small delivery charge", "Plus a small delivery"},
        {"All prices excl. VAT.", "excl. VAT"},
        {"ex VAT", "ex VAT"},
        {"Exclusive of V\u200bAT", "Exclusive of V\u200bAT"},
        {"Excluding fitting", "Excluding fitting"},
        {"not including delivery", "not including delivery"},
        {"Delivery extra", "Delivery extra"},
        {"Fitting is not included", "Fitting is not included"},
        {"VAT on top", "VAT on top"},
        {"Postage charged separately", "Postage charged separately"},
        {"£40 an hour", "40 an hour"},
        {"40/hr", "40/hr"},
        {"£45 per hour plus parts", "45 per hour"},
        {"Free coaster. Delivery is extra.", "Delivery is extra"},
        {"Plus £20 delivery", "Plus £20 delivery"},
        {"+ £45.50 for fitting", "+ £45.50 for fitting"},
        {"Oiled; delivery £20", "delivery £20"},
        {"The price excludes delivery", "excludes delivery"},
        {"Delivery excluded", "Delivery excluded"},
        {"Without VAT", "Without VAT"},
        {"Delivery: £20", "Delivery: £20"},
        {"Delivery: extra", "Delivery: extra"},
        {"Postage 15 pounds", "Postage 15 pounds"},
        {"delivery from £20", "delivery from £20"},
        {"300 exVAT", "exVAT"},
        {"Delivery 30 GBP", "Delivery 30 GBP"},
        {"we charge £20 to deliver", "charge £20"},
        {"installation at £50", "installation at £50"},
        {"V.A.T. extra", "V.A.T. extra"},
        {"a delivery charge of £20 applies", "delivery charge of £20"},
    };
    for (const auto& [text, words] : found)
        EXPECT_EQ(extra_charge(text), words) << text;
}

} // namespace
} // namespace parley::core::talk
