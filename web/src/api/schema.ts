// Short names for the generated types, so that pages speak of things and not of paths.
import type { components, paths } from "./types";

type S = components["schemas"];
export type Demand = S["Demand"];
export type Draft = S["Draft"];
export type ClaimTaken = paths["/v1/claims/{id}/take"]["post"]["responses"]["200"]["content"]["application/json"];
export type DraftRequest = S["DraftRequest"];
export type IntentRequest = S["IntentRequest"];
export type IntentAccepted = S["IntentAccepted"];
export type IntentSummary = S["IntentSummary"];
export type IntentList = S["IntentList"];
export type IntentView = S["IntentView"];
export type IntentState = S["IntentState"];
export type BuyerIntent = S["BuyerIntent"];
export type BidderIntent = S["BidderIntent"];
export type PublicIntent = S["PublicIntent"];
export type Offer = S["Offer"];
export type OfferDetails = S["OfferDetails"];
export type Photo = S["Photos"][number];
export type UploadedPhoto = S["UploadedPhoto"];
export type Round = S["Round"];
export type Invited = S["Invited"];
export type BidderMe = S["BidderMe"];
export type Disposition = S["Disposition"];
export type Why = S["Why"];
export type Question = S["Question"];
export type AskedQuestion = S["AskedQuestion"];
export type Message = S["Message"];
export type Thread = S["Thread"];
export type Deal = S["Deal"];
export type DealPromise = S["Promise"];
export type TrustRecord = S["TrustRecord"];
export type FullRecord = S["FullRecord"];
export type Unread = S["Unread"];
export type PushStanding = S["PushStanding"];
export type Hearing = S["Hearing"];
export type OfferByLink = S["OfferByLink"];
export type ReplyThread = S["ReplyThread"];
export type Sector = S["Sector"];
export type Referral = S["Referral"];
export type IdeaList = S["IdeaList"];
export type IdeaAnswer = S["IdeaAnswer"];
export type PostbackKey =
  paths["/v1/businesses/me/postback-key"]["get"]["responses"]["200"]["content"]["application/json"];
export type Guide = S["Guide"];
export type Spread = S["Spread"];
export type Calibration = S["Calibration"];
export type Copies = S["Copies"];
export type OwnPrices = S["OwnPrices"];
export type ReferencePrice = S["ReferencePrice"];
export type RequestHistory = S["RequestHistory"];
export type Money = S["Money"];
export type Budget = S["Budget"];
export type OwnBusiness = S["OwnBusiness"];
export type BusinessPatch = S["BusinessPatch"];
export type BusinessRequest = S["BusinessRequest"];
export type AutoOffer = S["AutoOffer"];
export type AutoOfferRequest = S["AutoOfferRequest"];
export type OfferRequest = S["OfferRequest"];
export type OfferReceipt = S["OfferReceipt"];
export type Confirmation = S["Confirmation"];
export type Me = S["Me"];
export type MailWishes = S["MailWishes"];
export type ConsentGiven = S["ConsentGiven"];
export type Matter = S["Matter"];
export type Standing = S["Standing"];
export type CodeOfConduct = S["CodeOfConduct"];
export type ConductEvent = S["ConductEvent"];
export type Returns = S["Returns"];
export type ReturnPoint = S["ReturnPoint"];
export type Naming = S["Naming"];
export type OwnConduct = S["OwnConduct"];
export type ErasureReport = S["ErasureReport"];
export type DeletionOrder = S["DeletionOrder"];
export type StewardQueue = S["StewardQueue"];
export type StewardAct = S["StewardAct"];
export type OfferList = S["OfferList"];
export type Stopped = S["Stopped"];
export type Problem = S["Problem"];
export type DeclineReason = S["DeclineReason"];
export type Funnel = S["Funnel"];
export type FunnelRow = S["FunnelRow"];
export type Done = S["Done"];
export interface Place {
  name: string;
  country: string;
  admin1?: string | null;
  lat_e6: number;
  lon_e6: number;
}
export interface Config {
  demo: boolean;
  server_time: string;
  example: string;
  mail_url: string | null;
}
/** What arrives on a stream; `data` holds members of the view that changed. */
export interface Push {
  topic: string;
  seq: number;
  at: string;
  type: string;
  data: Record<string, unknown>;
}
