<<<<<<<< HEAD:web/dist/assets/shared-V2KvcEss.js
import{G as e,q as t}from"./shared-EZwOWuPD.js";function n({label:n,children:r}){return e(`details`,{children:[e(`summary`,{children:t.common.asTable}),e(`div`,{class:`scroll`,tabIndex:0,role:`region`,"aria-label":n,children:r})]})}export{n as t};
========
import{G as e,q as t}from"./shared-DLR8_uiq.js";function n({label:n,children:r}){return e(`details`,{children:[e(`summary`,{children:t.common.asTable}),e(`div`,{class:`scroll`,tabIndex:0,role:`region`,"aria-label":n,children:r})]})}export{n as t};
>>>>>>>> lab-optout:web/dist/assets/shared-DPi-TESs.js
